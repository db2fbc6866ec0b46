package dev.pgtier.migrations.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.report.LockMode;
import dev.pgtier.migrations.report.ReportText;
import dev.pgtier.migrations.report.StatementReport;
import dev.pgtier.migrations.report.ValidationReport;
import dev.pgtier.migrations.report.ValidationReport.Finding;
import dev.pgtier.migrations.report.ValidationReport.Rerun.Outcome;
import dev.pgtier.migrations.report.ValidationReport.TableRows;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidatorTest {
  private static final String TUTORIAL =
      """
      -- check: SELECT o.id FROM orders o JOIN order_items i ON o.id = i.order_id WHERE o.id IN (SELECT id FROM backfill_log) GROUP BY o.id, o.total HAVING o.total IS DISTINCT FROM SUM(i.price * i.qty)
      -- check: SELECT NOT EXISTS (SELECT FROM orders WHERE total IS NULL)
      -- rows: orders 1..10
      BEGIN;
      CREATE TEMP TABLE backfill_log AS
      SELECT id FROM orders WHERE total IS NULL;
      UPDATE orders
      SET total = (SELECT SUM(price * qty) FROM order_items WHERE order_items.order_id = orders.id)
      WHERE id IN (SELECT id FROM backfill_log);
      COMMIT;
      """;

  @TempDir private static Path directory;
  private static ValidateFixture shop;

  @BeforeAll
  static void open() throws Exception {
    shop = new ValidateFixture(directory);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  /** Whatever was tried: production is as it was, and no database is left. */
  @AfterEach
  void nothingIsLeft() {
    assertThat(TestPostgres.values(ValidateFixture.PRODUCTION, "SELECT sum(total) FROM orders"))
        .containsExactly("120");
    assertThat(TestPostgres.values(ValidateFixture.PRODUCTION, "SELECT count(*) FROM events"))
        .containsExactly("150000");
    assertThat(
            TestPostgres.values(
                "postgres",
                "SELECT datname FROM pg_database WHERE datname LIKE 'validating\\_v\\_%'"))
        .isEmpty();
  }

  @Test
  void theTutorialsMigrationPasses() throws Exception {
    Validator.Validated validated = shop.validate(TUTORIAL);
    ValidationReport report = validated.report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.passed()).isTrue();
    assertThat(report.atomic()).isTrue();
    assertThat(report.rows()).containsExactly(new TableRows("public.orders", 0, 2, 0));
    assertThat(report.statements())
        .extracting(StatementReport::command)
        .containsExactly("BEGIN", "CREATE TABLE AS", "UPDATE", "COMMIT");
    assertThat(report.statements().get(2).rows()).hasValue(2);
    assertThat(report.statements().get(2).line()).isEqualTo(7);
    assertThat(report.locks())
        .extracting(lock -> lock.table() + " " + lock.mode().words() + " " + lock.sampled())
        .containsExactly(
            "public.orders ROW EXCLUSIVE false", "public.order_items ACCESS SHARE false");
    assertThat(report.changes()).isEmpty();
    assertThat(report.before()).isEqualTo(report.after()).hasSize(64);
    assertThat(report.checks()).allMatch(check -> check.failure().isEmpty()).hasSize(2);
    assertThat(report.rerun().outcome()).contains(Outcome.IDEMPOTENT);

    LedgerRecord.Validated record = validated.record();
    assertThat(record.passed()).isTrue();
    assertThat(record.sha256()).isEqualTo(report.sha256());
    assertThat(record.statements()).hasSize(4);
    assertThat(record.rows()).containsExactly(new LedgerRecord.TableRange("public.orders", 1, 10));
    assertThat(record.report().path("statements").size()).isEqualTo(4);
    assertThat(record.database()).startsWith("validating_v_");
  }

  @Test
  void aSumWithoutTheQuantityFailsByItsCheckAndSaysWhy() throws Exception {
    ValidationReport report =
        shop.validate(
                TUTORIAL.replace(
                    "SET total = (SELECT SUM(price * qty)", "SET total = (SELECT SUM(price)"))
            .report();
    assertThat(report.passed()).isFalse();
    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().get(0))
        .startsWith("file.sql:1: the check fails: it returns rows: (1); it is: SELECT o.id FROM");
    assertThat(report.rows()).containsExactly(new TableRows("public.orders", 0, 2, 0));
    assertThat(String.join("\n", ReportText.of(report)))
        .startsWith("FAILED  file.sql")
        .contains("FAILS  line 1: SELECT o.id", "holds  line 2: SELECT NOT EXISTS");
  }

  @Test
  void rowsOutOfTheFilesOwnRangeFail() throws Exception {
    ValidationReport report =
        shop.validate("-- rows: orders 1..1\nUPDATE orders SET status = 'x' WHERE id < 3;")
            .report();
    assertThat(report.problems())
        .containsExactly(
            "file.sql:1: 2 rows of public.orders were changed, and the file says 1 to 1");
  }

  @Test
  void anErrorNamesStatementLineAndState() throws Exception {
    ValidationReport report =
        shop.validate(
                "BEGIN;\nUPDATE orders SET status = 'a' WHERE id = 1;\nUPDATE orders\n  SET totl = 0\n  WHERE id = 1;\nCOMMIT;")
            .report();
    assertThat(report.problems())
        .containsExactly(
            "file.sql:4: statement 3, UPDATE: column \"totl\" of relation \"orders\" does not exist (42703)");
    assertThat(report.statements())
        .extracting(StatementReport::state)
        .containsExactly(
            StatementReport.State.DONE,
            StatementReport.State.DONE,
            StatementReport.State.FAILED,
            StatementReport.State.NOT_RUN);
    assertThat(report.rerun().outcome()).isEmpty();
  }

  @Test
  void aTextThatIsNoSqlIsNotRun() throws Exception {
    ValidationReport report = shop.validate("SELECT 1;\n\\set x 1\n").report();
    assertThat(report.passed()).isFalse();
    assertThat(report.problems().get(0)).startsWith("file.sql:2:1: \\set is a command of psql");
    assertThat(report.cloneId()).isEmpty();
  }

  @Test
  void aRollbackThatRestoresIsProved() throws Exception {
    ValidationReport report =
        shop.validate(
                """
                BEGIN;
                CREATE TABLE orders_undo AS SELECT id, total FROM orders WHERE total IS NULL;
                UPDATE orders SET total = 0 WHERE total IS NULL;
                COMMIT;
                """,
                """
                BEGIN;
                UPDATE orders o SET total = u.total FROM orders_undo u WHERE u.id = o.id;
                DROP TABLE orders_undo;
                COMMIT;
                """)
            .report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.rollback().file()).isEqualTo("file.rollback.sql");
    assertThat(report.rerun().outcome()).contains(Outcome.FAILS);
    assertThat(report.rerun().detail()).contains("orders_undo", "42P07");
  }

  @Test
  void aRollbackThatDoesNotRestoreFails() throws Exception {
    ValidationReport report =
        shop.validate(
                "ALTER TABLE orders ADD note text;\nUPDATE orders SET total = 0 WHERE total IS NULL;",
                "UPDATE orders SET total = NULL WHERE total = 0 AND id = 1;")
            .report();
    assertThat(report.passed()).isFalse();
    assertThat(report.problems())
        .containsExactly(
            "the rollback does not restore: the schema is not as it was: + column public.orders.note text",
            "the rollback does not restore: the rows of public.orders are not as they were: 3 rows before, 3 rows after");
  }

  @Test
  void locksAndRewritesAreThoseThatHappened() throws Exception {
    ValidationReport report =
        shop.validate(
                """
                ALTER TABLE events ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
                ALTER TABLE events VALIDATE CONSTRAINT positive;
                ALTER TABLE events ALTER id TYPE bigint;
                CREATE INDEX by_status ON orders (status);
                """)
            .report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.statements().get(0).locks())
        .extracting(l -> l.table() + " " + l.mode())
        .containsExactly("public.events ACCESS_EXCLUSIVE");
    assertThat(report.statements().get(1).rewritten()).isEmpty();
    assertThat(report.statements().get(2).rewritten()).containsExactly("public.events");
    assertThat(report.statements().get(3).locks())
        .extracting(l -> l.table() + " " + l.mode())
        .containsExactly("public.orders SHARE");
    assertThat(report.locks().get(0).mode()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
    assertThat(report.locks().get(0).held()).isPositive();
    assertThat(rules(report))
        .contains(
            "type.rewrite WARNING", "table.rewritten WARNING", "lock.access-exclusive WARNING")
        .contains("index.not-concurrent NOTE")
        .doesNotContain("lock.no-timeout WARNING");
  }

  @Test
  void withoutALockTimeoutAnywhereThatIsSaid() throws Exception {
    MigrationFile file = shop.file("file.sql", "ALTER TABLE orders ADD note text;");
    assertThat(rules(shop.validator(false).validate(file, "test", Watcher.NONE).report()))
        .contains("lock.no-timeout WARNING");
    MigrationFile with =
        shop.file("file.sql", "SET lock_timeout = '2s';\nALTER TABLE orders ADD note text;");
    assertThat(rules(shop.validator(false).validate(with, "test", Watcher.NONE).report()))
        .doesNotContain("lock.no-timeout WARNING");
  }

  @Test
  void whatRunsOutsideATransactionIsSampledAndSaidSo() throws Exception {
    ValidationReport report =
        shop.validate("CREATE INDEX CONCURRENTLY by_note ON events (note);").report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.atomic()).isFalse();
    assertThat(report.locks())
        .anyMatch(
            l ->
                l.table().equals("public.events")
                    && l.sampled()
                    && l.mode() == LockMode.SHARE_UPDATE_EXCLUSIVE);
    assertThat(report.changes()).hasSize(1);
    assertThat(report.rerun().outcome()).contains(Outcome.FAILS);
    assertThat(rules(report)).contains("transaction.outside NOTE");
  }

  private static List<String> rules(ValidationReport report) {
    return report.findings().stream().map(ValidatorTest::rule).distinct().toList();
  }

  private static String rule(Finding finding) {
    return finding.rule() + " " + finding.level();
  }
}
