package dev.pgtier.migrations.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another key signs a ledger from some record on. */
final class KeyRotationTest {
  @TempDir Path directory;

  @BeforeEach
  void fill() throws Exception {
    Ledger ledger = new Ledger(directory);
    ledger.append(Records.validated(true, ""));
    ledger.append(Records.started());
  }

  @Test
  void theOldKeySignsTheChangeAndNothingBehindIt() throws Exception {
    byte[] old = bytes("ledger.key");
    Ledger open = new Ledger(directory);
    open.read();
    LedgerEntry change = new Ledger(directory).rotateKey();
    open.append(Records.applied());
    new Ledger(directory).rotateKey();
    open.append(Records.rolledBack());

    List<LedgerEntry> entries = new Ledger(directory).read();
    assertThat(entries).isEqualTo(open.read());
    assertThat(entries.stream().map(entry -> entry.record().event()))
        .containsExactly("key", "validated", "started", "key", "applied", "key", "rolled-back");
    assertThat(change.seq()).isEqualTo(4);
    LedgerRecord.Key first = (LedgerRecord.Key) entries.get(3).record();
    assertThat(signers())
        .startsWith(signer(old), signer(old), signer(old), signer(old))
        .element(4)
        .isEqualTo(Keys.id(Keys.ofBase64(first.publicKey()).orElseThrow()));
    assertThat(signers().stream().distinct()).hasSize(3);
    assertThat(Files.getPosixFilePermissions(directory.resolve("ledger.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(directory.resolve("ledger.key.next")).doesNotExist();

    write("ledger.key", old);
    assertThatThrownBy(() -> new Ledger(directory).append(Records.applied()))
        .hasMessageContaining("is not the key that signed the ledger");
  }

  @Test
  void aChangeThatTheOldKeyDidNotSignIsTampering() throws Exception {
    new Ledger(directory).rotateKey();
    new Ledger(directory).append(Records.applied());
    List<String> lines = new ArrayList<>(Files.readAllLines(directory.resolve("ledger.jsonl")));
    for (int removed : List.of(3, 4)) {
      List<String> left = new ArrayList<>(lines);
      left.remove(removed);
      write("ledger.jsonl", (String.join("\n", left) + "\n").getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> new Ledger(directory).read()).hasMessageContaining("tampered with");
    }
    Path foreign = Files.createDirectory(directory.resolve("foreign"));
    new Ledger(foreign).append(Records.validated(true, ""));
    new Ledger(foreign).append(Records.started());
    new Ledger(foreign).rotateKey();
    lines.set(3, Files.readAllLines(foreign.resolve("ledger.jsonl")).get(3));
    write("ledger.jsonl", (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> new Ledger(directory).read()).hasMessageContaining("record 4");
  }

  /** What a process leaves that is killed behind the first so many steps of a change. */
  @ParameterizedTest
  @CsvSource({"the successor is made, 1", "the record is there,   2", "the head is there,     3"})
  void aChangeThatBrokeOffIsEndedByTheNextRecord(String where, int steps) throws Exception {
    byte[] key = bytes("ledger.key");
    byte[] head = bytes("ledger.head");
    byte[] records = bytes("ledger.jsonl");
    new Ledger(directory).rotateKey();
    byte[] successor = bytes("ledger.key");
    if (steps < 2) {
      write("ledger.jsonl", records);
    }
    if (steps < 3) {
      write("ledger.head", head);
    }
    write("ledger.key", key);
    ownersAlone("ledger.key.next");
    write("ledger.key.next", successor);

    int there = steps < 2 ? 3 : 4;
    assertThat(new Ledger(directory).read()).hasSize(there);
    new Ledger(directory).append(Records.applied());
    assertThat(new Ledger(directory).read()).hasSize(there + 1);
    assertThat(signers().get(there)).isEqualTo(signer(steps < 2 ? key : successor));
    new Ledger(directory).rotateKey();
    new Ledger(directory).append(Records.rolledBack());
    assertThat(new Ledger(directory).read()).hasSize(there + 3);
    assertThat(directory.resolve("ledger.key.next")).doesNotExist();
  }

  @Test
  void aLedgerWithoutRecordsHasNoKeyToChange() {
    assertThatThrownBy(() -> new Ledger(directory.resolve("none")).rotateKey())
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("there is no ledger in");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  private List<String> signers() throws IOException {
    return Files.readAllLines(directory.resolve("ledger.jsonl")).stream()
        .map(line -> line.split("\"signer\":\"", 2)[1].substring(0, 16))
        .toList();
  }

  private String signer(byte[] key) throws IOException {
    Path file = ownersAlone("one.key");
    Files.write(file, key);
    return SigningKey.read(file).id();
  }

  private Path ownersAlone(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    return Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(directory.resolve(name));
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(directory.resolve(name), content);
  }
}
