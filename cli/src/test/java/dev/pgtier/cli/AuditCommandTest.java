package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.Callback;
import dev.pgtier.audit.record.Cancel;
import dev.pgtier.audit.record.Client;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  @TempDir private Path folder;

  private Path directory() {
    return folder.resolve("log");
  }

  private AuditLog open() throws Exception {
    return AuditLog.open(AuditOptions.builder(directory(), sql -> sql).build());
  }

  private static void append(AuditLog log) {
    log.append(new Cancel(null, null, new Client("127.0.0.1:1", null)), Callback.NONE);
  }

  private CommandProcess verify(Path key) throws Exception {
    return CommandProcess.run(
        "", "audit", "verify", directory().toString(), "--key", key.toString());
  }

  private Path publicKey(String name) throws Exception {
    CommandProcess printed = CommandProcess.run("", "audit", "public-key", directory().toString());
    assertThat(printed.exitCode()).as(printed.errors()).isZero();
    return Files.writeString(folder.resolve(name), String.join("\n", printed.output()) + "\n");
  }

  @Test
  void verifySaysWhatItFoundByWordsAndExitCode() throws Exception {
    try (AuditLog log = open()) {
      append(log);
    }
    Path key = publicKey("audit.pub");
    CommandProcess whole = verify(key);
    assertThat(whole.output()).containsExactly("whole: 3 records, 1 to 3, all sealed");
    assertThat(whole.exitCode()).isZero();

    Path file = directory().resolve("audit-0000000000000001.jsonl");
    Path checkpoints = directory().resolve("audit-0000000000000001.checkpoints");
    String sealed = Files.readString(checkpoints);
    List<String> lines = sealed.lines().toList();
    Files.writeString(checkpoints, lines.size() > 1 ? lines.get(0) + "\n" : "");
    CommandProcess unsealed = verify(key);
    assertThat(unsealed.output()).singleElement().asString().contains("; unsealed tail of ");
    assertThat(unsealed.exitCode()).isEqualTo(2);

    Files.writeString(checkpoints, sealed);
    Files.writeString(file, Files.readString(file).replace("127.0.0.1:1", "127.0.0.1:2"));
    CommandProcess broken = verify(key);
    assertThat(broken.output())
        .containsExactly(
            "broken: audit-0000000000000001.jsonl, line 2: record 2 was changed: its hash is not"
                + " that of its bytes");
    assertThat(broken.exitCode()).isEqualTo(1);
  }

  @Test
  void aKeyIsRotatedWhetherTheLogIsOpenOrNot() throws Exception {
    open().close();
    Path first = publicKey("first.pub");
    CommandProcess closed = CommandProcess.run("", "audit", "rotate-key", directory().toString());
    assertThat(closed.exitCode()).as(closed.errors()).isZero();
    Path second = publicKey("second.pub");
    Path third;
    try (AuditLog log = open()) {
      append(log);
      CommandProcess running =
          CommandProcess.run("", "audit", "rotate-key", directory().toString());
      assertThat(running.exitCode()).as(running.errors()).isZero();
      third = publicKey("third.pub");
    }
    assertThat(Files.readString(second)).isNotEqualTo(Files.readString(first));
    assertThat(Files.readString(third)).isNotEqualTo(Files.readString(second));
    for (Path key : List.of(first, second, third)) {
      assertThat(verify(key).exitCode()).isZero();
    }
  }

  @Test
  void whatIsMissingIsSaidInOneSentence() throws Exception {
    CommandProcess nothing = verify(folder.resolve("none.pub"));
    assertThat(nothing.errors().strip()).isEqualTo("pgtier: " + directory() + " is no directory");
    assertThat(nothing.exitCode()).isEqualTo(1);
    open().close();
    CommandProcess noKey = verify(directory().resolve("audit.lock"));
    assertThat(noKey.errors()).contains("holds no Ed25519 public key").hasLineCount(1);
    CommandProcess rotated = CommandProcess.run("", "audit", "rotate-key", folder.toString());
    assertThat(rotated.errors()).contains("there is no key").hasLineCount(1);
  }
}
