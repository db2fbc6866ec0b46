package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user runs it, over a server set up by the scripts that ship. */
class CloneCommandTest {
  @TempDir static Path folder;
  private static CheckServer server;

  @BeforeAll
  static void start() throws Exception {
    server = CheckServer.start(18, folder).setUp();
    server.psql("postgres", Path.of("..", "policies", "setup", "clone.sql"));
    server.run(
        "postgres",
        "DROP DATABASE shop_validate",
        "GRANT deployer_owner, pg_signal_backend TO cloner",
        "ALTER DATABASE shop_sandbox IS_TEMPLATE true");
    server.run(
        CheckServer.PRODUCTION,
        "INSERT INTO orders (user_id, status) SELECT i, 'state ' || i FROM generate_series(1, 50) i");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void aCloneIsMadeMaskedRecordedAndReset() throws Exception {
    String file =
        file("good", "masking: { public.orders.status: hash, public.orders.user_id: null }");
    CommandProcess made = CommandProcess.run("", "clone", "--config", file);
    assertThat(made.errors())
        .contains("clone: copying shop_sandbox", "clone: masking public.orders");
    assertThat(made.exitCode()).isZero();
    assertThat(String.join("\n", made.output()))
        .containsPattern(
            "clone 01[0-9A-Z]{24} of 127.0.0.1:\\d+/shop_sandbox, by template: \\d+ MiB in")
        .contains("public.orders.status   hash: 50 rows, 50 with a value, now 50")
        .contains("public.orders.user_id  null: 50 rows, 50 with a value, now 0")
        .contains("/shop_validate is fresh, of clone 01");
    server.run("writer", CheckServer.CLONE, List.of("ALTER TABLE orders ADD COLUMN mine int"));

    List<LedgerRecord> records =
        new Ledger(folder.resolve("ledger-good")).read().stream().map(LedgerEntry::record).toList();
    assertThat(records).hasSize(3);
    assertThat(records.get(1))
        .isInstanceOfSatisfying(
            LedgerRecord.Cloned.class,
            cloned -> {
              assertThat(cloned.way()).isEqualTo("template");
              assertThat(cloned.database()).isEqualTo("shop_validate_base");
              assertThat(cloned.schema()).matches("[0-9a-f]{64}");
              assertThat(cloned.masked())
                  .contains(new LedgerRecord.Masked("public.orders.status", "hash", 50, 50, 50, 0));
            });
    assertThat(records.get(2)).isInstanceOf(LedgerRecord.Reset.class);
  }

  @Test
  void aMistakeIsOneSentence() throws Exception {
    CommandProcess wrong =
        CommandProcess.run(
            "", "clone", "--config", file("wrong", "masking: { public.orders.stauts: hash }"));
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.errors())
        .contains(
            "pgtier: masking names public.orders.stauts, and the table has no column stauts; it has id, user_id")
        .doesNotContain("Exception");
    assertThat(folder.resolve("ledger-wrong")).doesNotExist();
    CommandProcess none =
        CommandProcess.run("", "clone", "--config", server.configuration().toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.errors()).contains(":1:1: clone needs \"migrations\"").hasLineCount(1);
    CommandProcess unknown = CommandProcess.run("", "clone", "--config", file("key", "masks: { }"));
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.errors()).contains("unknown key \"masks\"; migrations may have directory");
  }

  private static String file(String name, String more) throws IOException {
    String upstream = "{ host: 127.0.0.1, port: " + server.port() + ", user: cloner, database: ";
    String all =
        Files.readString(server.configuration())
                .replace(
                    "tiers: [",
                    "  from: "
                        + upstream
                        + "shop_sandbox }\n  to: "
                        + upstream
                        + "shop_validate }\ntiers: [")
            + """
            migrations:
              directory: .
              ledger: ledger-%s
              production: production
              validation: validation
              clone: { by: template, source: from, target: to }
              %s
            """
                .formatted(name, more);
    return Files.writeString(folder.resolve(name + ".yaml"), all).toString();
  }
}
