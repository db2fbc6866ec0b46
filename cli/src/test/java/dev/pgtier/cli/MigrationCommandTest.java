package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerRecord.CheckAnswer;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRange;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and approvals by the front door. */
final class MigrationCommandTest {
  private static final String PASSPHRASE = "correct horse battery";

  @TempDir Path folder;
  private Path config;
  private Path secret;
  private Path key;
  private String publicKey;

  @BeforeEach
  void project() throws Exception {
    secret = Files.writeString(folder.resolve("passphrase"), PASSPHRASE + "\n");
    key = folder.resolve("anna.key");
    CommandProcess keygen = keygen(key);
    assertThat(keygen.exitCode()).as(keygen.errors()).isZero();
    publicKey = keygen.output().get(0);
    Path migrations = Files.createDirectory(folder.resolve("migrations"));
    Files.writeString(migrations.resolve("a.sql"), "-- x\nUPDATE t SET a = 1;\u202E\n");
    Files.writeString(folder.resolve("tier.yaml"), tier());
    config = configuration("anna", publicKey);
  }

  private static String tier() {
    return """
        tier: read
        upstream: u
        mode: read-only
        statements: { allow: [read] }
        functions: { allow: non-volatile }
        """;
  }

  private Path configuration(String approver, String open) throws Exception {
    return Files.writeString(
        folder.resolve("pgtier.yaml"),
        """
        upstreams:
          u: { host: 127.0.0.1, database: d, user: r }
          v: { host: 127.0.0.1, database: v, user: r }
        tiers: [tier.yaml]
        principals: [ { name: agent, tier: read, scram: "%s" } ]
        migrations:
          directory: migrations
          ledger: ledger
          production: u
          validation: v
          approvers: [ { name: %s, public-key: "%s" } ]
        """
            .formatted(verifier(), approver, open));
  }

  private static String verifier() {
    return dev.pgtier.proxy.auth.ScramVerifier.derive("secret").text();
  }

  @Test
  void statusListsFoldersOfPeopleAndNotThoseOfBuilds() throws Exception {
    for (String name : List.of("2026/b.sql", "src/main/c.sql", "target/d.sql", ".git/e.sql")) {
      Path file = folder.resolve("migrations").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "SELECT 1");
    }
    assertThat(status())
        .isEqualTo("2026/b.sql: not validated as it is now\na.sql: not validated as it is now");
  }

  @Test
  void aKeyIsItsOwnersAloneAndEncrypted() throws Exception {
    assertThat(Keys.ofBase64(publicKey)).isPresent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(key)).contains("BEGIN ENCRYPTED PRIVATE KEY");
    Process openssl =
        new ProcessBuilder(
                "openssl", "pkey", "-in", key.toString(), "-passin", "file:" + secret, "-pubout")
            .start();
    String pem =
        new String(
            openssl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(Keys.ofPem(pem).map(Keys::base64)).contains(publicKey);
    refused(keygen(key), "is there already");
    Files.writeString(secret, "short");
    refused(keygen(folder.resolve("b.key")), "at least 8 characters");
    refused(
        CommandProcess.run(
            "", "keygen", folder.resolve("b.key").toString(), "--passphrase", PASSPHRASE),
        "comes from");
    assertThat(folder.resolve("b.key")).doesNotExist();
  }

  @Test
  void anApproverApprovesWhatWasValidatedOnceAndAsksFirst() throws Exception {
    refused(approve("yes\n", "anna", key), "is not validated as it is now");
    validated(false, "");
    refused(approve("yes\n", "anna", key), "is failed its validation");
    validated(true, "bert");
    assertThat(status()).isEqualTo("a.sql: validated, approved by 0 of 1");
    refused(approve("no\n", "anna", key), "nothing was signed");
    refused(approve("", "anna", key), "nothing was signed");
    CommandProcess approved = approve("yes\n", "anna", key);
    assertThat(approved.exitCode()).as(approved.errors()).isZero();
    assertThat(String.join("\n", approved.output()))
        .contains("rows        public.t 0..3", "check       line 2 holds", "author      bert");
    assertThat(status()).startsWith("a.sql: approved by 1 of 1 (anna), until 20");
    refused(approve("yes\n", "anna", key), "anna has approved a.sql already");
    Files.writeString(folder.resolve("migrations/a.rollback.sql"), "SELECT 1");
    refused(approve("yes\n", "anna", key), "a.rollback.sql is not the rollback file");
    Files.delete(folder.resolve("migrations/a.rollback.sql"));
    CommandProcess rejected = sign("yes\n", "reject", "anna", key, "--reason", "not today");
    assertThat(rejected.exitCode()).as(rejected.errors()).isZero();
    assertThat(status()).isEqualTo("a.sql: rejected by anna: not today");
    Files.writeString(folder.resolve("migrations/a.sql"), "UPDATE t SET a = 2;");
    assertThat(status()).isEqualTo("a.sql: not validated as it is now");
  }

  @Test
  void nobodyElseCanApprove() throws Exception {
    validated(true, "Anna");
    refused(approve("yes\n", "anna", key), "anna is the author of a.sql");
    validated(true, "");
    refused(approve("yes\n", "bert", key), "\"bert\" is no approver; the configuration lists anna");
    SigningKey.generate().write(folder.resolve("other.key"), PASSPHRASE.toCharArray());
    refused(approve("yes\n", "anna", folder.resolve("other.key")), "and the configuration has");
    Files.writeString(secret, "another passphrase");
    refused(approve("yes\n", "anna", key), "is not the passphrase of");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    refused(approve("yes\n", "anna", key), "can be read by others");
    refused(approve("yes\n", "anna", folder.resolve("none.key")), "no");
    assertThat(status()).isEqualTo("a.sql: validated, approved by 0 of 1");
  }

  @Test
  void anotherKeySignsTheLedgerAndWhatWasApprovedStays() throws Exception {
    refused(
        CommandProcess.run("", "migration", "rotate-key", "--config", config.toString()),
        "no ledger");
    validated(true, "");
    assertThat(approve("yes\n", "anna", key).exitCode()).isZero();
    String approved = status();
    CommandProcess rotated =
        CommandProcess.run("", "migration", "rotate-key", "--config", config.toString());
    assertThat(rotated.exitCode()).as(rotated.errors()).isZero();
    assertThat(rotated.output().get(0)).startsWith("record 4; another key signs the ledger in ");
    assertThat(status()).isEqualTo(approved);
    CommandProcess rejected = sign("yes\n", "reject", "anna", key, "--reason", "not today");
    assertThat(rejected.exitCode()).as(rejected.errors()).isZero();
    assertThat(status()).isEqualTo("a.sql: rejected by anna: not today");
  }

  @Test
  void anEditedLedgerMakesEveryCommandRefuse() throws Exception {
    validated(true, "");
    Path ledger = folder.resolve("ledger/ledger.jsonl");
    Files.writeString(ledger, Files.readString(ledger).replace("\"max\":3", "\"max\":4"));
    for (String command : List.of("status", "show")) {
      refused(
          CommandProcess.run("", "migration", command, "a.sql", "--config", config.toString()),
          "record 2 is not as it was written");
    }
    refused(approve("yes\n", "anna", key), "record 2 is not as it was written");
  }

  @Test
  void showHasTheTextWithoutWhatHidesIt() throws Exception {
    validated(true, "");
    CommandProcess show =
        CommandProcess.run("", "migration", "show", "a.sql", "--config", config.toString());
    assertThat(String.join("\n", show.output()))
        .contains("validated   ", "    2  UPDATE t SET a = 1;\uFFFD")
        .doesNotContain("\u202E");
  }

  private void validated(boolean passed, String author) throws Exception {
    MigrationFile file = MigrationFile.read(folder.resolve("migrations"), "a.sql");
    new Ledger(folder.resolve("ledger"))
        .append(
            new Validated(
                file.name(),
                file.sha256(),
                author,
                "01J",
                "v_v_01j",
                passed,
                List.of(new ValidatedStatement(1, 2, "b".repeat(64), "write", "")),
                List.of(new TableRange("public.t", 0, 3)),
                List.of(new CheckAnswer(2, "SELECT 1", "")),
                "s",
                "s",
                Undo.NONE,
                List.of(),
                "builder",
                JsonNodeFactory.instance.objectNode()));
  }

  private String status() throws Exception {
    CommandProcess status =
        CommandProcess.run("", "migration", "status", "--config", config.toString());
    assertThat(status.exitCode()).as(status.errors()).isZero();
    return String.join("\n", status.output());
  }

  private CommandProcess keygen(Path file) throws Exception {
    return CommandProcess.run(
        "", "keygen", file.toString(), "--passphrase", "${file:" + secret + "}");
  }

  private CommandProcess approve(String answer, String name, Path with) throws Exception {
    return sign(answer, "approve", name, with);
  }

  private CommandProcess sign(String answer, String verb, String name, Path with, String... more)
      throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "migration",
                verb,
                "a.sql",
                "--as",
                name,
                "--key",
                with.toString(),
                "--passphrase",
                "${file:" + secret + "}",
                "--config",
                config.toString()));
    words.addAll(List.of(more));
    return CommandProcess.run(answer, words.toArray(String[]::new));
  }

  private static void refused(CommandProcess command, String message) throws Exception {
    assertThat(command.exitCode()).isEqualTo(1);
    assertThat(command.errors()).startsWith("pgtier: ").contains(message).hasLineCount(1);
  }
}
