package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The proxy is killed at each step of a file. A lock of another session holds production at that
 * step, so that the kill falls there and nowhere else; afterwards the ledger says what production
 * is.
 */
@ExtendWith(DeployDemo.Shared.class)
class DeployKillTest {
  private static final String WAITS =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'deployer_owner' AND wait_event_type = 'Lock'";
  private static final String BUSY =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'deployer_owner' AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()";
  private static final String STUCK =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'deployer_owner' AND wait_event_type = 'Lock'";

  private final DeployDemo demo;
  private static CommandProcess proxy;
  private static Path config;
  private static int port;
  private Path file;

  DeployKillTest(DeployDemo demo) {
    this.demo = demo;
  }

  @BeforeEach
  void start() throws Exception {
    if (proxy == null) {
      port = Demos.freePort();
      config = OtherProxy.config(demo, port, UnaryOperator.identity());
      proxy = OtherProxy.serve(config);
    }
  }

  @AfterEach
  void remove() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  @AfterAll
  static void end() {
    if (proxy != null) {
      proxy.close();
    }
  }

  private void kill() throws Exception {
    proxy.signal("KILL");
    proxy.exitCode();
    proxy = null;
  }

  private void restart() throws Exception {
    demo.await(BUSY, "0");
    proxy = OtherProxy.serve(config);
  }

  private int apply(String name) {
    return demo.pgtier(config, "migration", "apply", name);
  }

  /** Has psql send it, kills the proxy where production waits, and lets psql end. */
  private void killWhileWaiting(String text) throws Exception {
    Process psql = demo.startPsql(port, text);
    demo.await(WAITS, "1");
    kill();
    psql.getInputStream().readAllBytes();
    assertThat(psql.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String users(int... orders) throws SQLException {
    StringBuilder users = new StringBuilder();
    for (int order : orders) {
      users.append(demo.production("SELECT user_id FROM orders WHERE id = " + order)).append(' ');
    }
    return users.toString().strip();
  }

  private void reset() throws SQLException {
    demo.change("UPDATE orders SET user_id = id WHERE id IN (1, 2)");
  }

  // in one transaction

  @Test
  void beforeItsFirstWriteNothingIsUsedUp() throws Exception {
    file =
        demo.approve(
            "kill_begin.sql", "BEGIN;\nUPDATE orders SET user_id = 31 WHERE id = 1;\nCOMMIT;\n");
    try (Connection deployer = demo.deployer(port)) {
      run(deployer, "BEGIN");
      kill();
    }
    assertThat(demo.status("kill_begin.sql")).contains("approved by 1 of 1");
    restart();
    assertThat(apply("kill_begin.sql")).isZero();
    assertThat(users(1)).isEqualTo("31");
    reset();
  }

  @Test
  void atItsFirstWriteAndBetweenItsStatementsNothingStays() throws Exception {
    String text =
        "UPDATE orders SET user_id = 32 WHERE id = 1;\nUPDATE orders SET user_id = 32 WHERE id = 2;\n";
    for (int step : List.of(1, 2)) {
      file = demo.approve("kill_write.sql", text);
      if (step == 2) {
        try (Connection deployer = demo.deployer(port)) {
          run(deployer, "UPDATE orders SET user_id = 32 WHERE id = 1");
          kill();
        }
      } else {
        try (Connection holder = demo.own()) {
          holder.setAutoCommit(false);
          run(holder, "SELECT FROM orders WHERE id = 1 FOR UPDATE");
          killWhileWaiting(text);
        }
      }
      assertThat(demo.status("kill_write.sql")).contains("started; no record says how it ended");
      restart();
      assertThat(apply("kill_write.sql")).isEqualTo(1);
      assertThat(demo.status("kill_write.sql"))
          .contains("failed at statement 1: the session broke off before its COMMIT; nothing");
      assertThat(users(1, 2)).as("step %d", step).isEqualTo("1 2");
    }
  }

  @Test
  void atItsChecksNothingStays() throws Exception {
    String text =
        "-- check: SELECT count(*) >= 0 FROM order_items\nUPDATE orders SET user_id = 33 WHERE id = 1;\n";
    file = demo.approve("kill_check.sql", text);
    try (Connection first = demo.own();
        Connection second = demo.own()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      // The tables are still needed before its first statement, when the schema is read.
      run(first, "SELECT FROM orders WHERE id = 1 FOR UPDATE");
      Process psql = demo.startPsql(port, text);
      demo.await(WAITS, "1");
      run(second, "LOCK TABLE order_items IN ACCESS EXCLUSIVE MODE");
      first.rollback();
      demo.await(WAITS + " AND query LIKE '%order_items%'", "1");
      kill();
      psql.getInputStream().readAllBytes();
    }
    restart();
    assertThat(apply("kill_check.sql")).isEqualTo(1);
    assertThat(demo.status("kill_check.sql")).contains("nothing of it stays");
    assertThat(users(1)).isEqualTo("1");
  }

  /** A trigger of the file's own, which waits in COMMIT for a lock that only production has. */
  private static final String AT_COMMIT =
      """
      BEGIN;
      CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit();
      UPDATE orders SET user_id = 34 WHERE id = 1;
      COMMIT;
      """;

  @Test
  void betweenItsCommitAndItsRecordTheServerIsAsked() throws Exception {
    file = demo.approve("kill_commit.sql", AT_COMMIT);
    try (Connection holder = demo.own()) {
      run(holder, "SELECT pg_advisory_lock(4711)");
      killWhileWaiting(AT_COMMIT);
    }
    // The server goes on and commits, with nobody there to hear it.
    restart();
    assertThat(demo.status("kill_commit.sql")).contains("started; no record says how it ended");
    assertThat(users(1)).isEqualTo("34");
    assertThat(apply("kill_commit.sql")).isEqualTo(1);
    assertThat(demo.status("kill_commit.sql")).contains("applied at");
    demo.change("DROP FUNCTION at_commit CASCADE");
    reset();
  }

  @Test
  void atACommitThatDoesNotHappenNothingStays() throws Exception {
    String other = AT_COMMIT.replace("34", "37");
    file = demo.approve("kill_commit.sql", other);
    try (Connection holder = demo.own()) {
      run(holder, "SELECT pg_advisory_lock(4711)");
      killWhileWaiting(other);
      demo.production(STUCK);
      demo.await(WAITS, "0");
    }
    restart();
    // Whatever comes next finds it out, not only apply.
    demo.psql(port, "SELECT 1;");
    assertThat(demo.status("kill_commit.sql")).contains("failed").contains("nothing of it stays");
    assertThat(users(1)).isEqualTo("1");
    assertThat(demo.production("SELECT count(*) FROM pg_proc WHERE proname = 'at_commit'"))
        .isEqualTo("0");
  }

  // in several

  private static final String TWO =
      "BEGIN;\nUPDATE orders SET user_id = 35 WHERE id = 1;\nCOMMIT;\nBEGIN;\nUPDATE orders SET user_id = 35 WHERE id = 2;\nCOMMIT;\n";

  @Test
  void betweenTwoTransactionsItGoesOnWithTheSecond() throws Exception {
    String other = TWO.replace("35", "36");
    file = demo.approve("kill_two.sql", other);
    try (Connection deployer = demo.deployer(port)) {
      run(deployer, "BEGIN", "UPDATE orders SET user_id = 36 WHERE id = 1", "COMMIT");
      kill();
    }
    restart();
    demo.psql(port, "SELECT 1;");
    assertThat(demo.status("kill_two.sql"))
        .contains("failed at statement 4: the session broke off after transaction 1 of 2 was")
        .contains("its first 3 statements are committed");
    assertThat(users(1, 2)).isEqualTo("36 2");
    assertThat(demo.psql(port, other))
        .contains("pgtier: refused")
        .contains("statement 5 of kill_two.sql");
    assertThat(users(1, 2)).isEqualTo("36 2");
    assertThat(apply("kill_two.sql")).isZero();
    assertThat(users(1, 2)).isEqualTo("36 36");
    assertThat(demo.status("kill_two.sql")).contains("applied at");
    reset();
  }

  @Test
  void inTheSecondTransactionTheFirstOneStaysAndIsNotRunAgain() throws Exception {
    file = demo.approve("kill_two.sql", TWO);
    try (Connection holder = demo.own()) {
      holder.setAutoCommit(false);
      run(holder, "SELECT FROM orders WHERE id = 2 FOR UPDATE");
      killWhileWaiting(TWO);
    }
    demo.await(BUSY, "0");
    demo.change("UPDATE orders SET user_id = 99 WHERE id = 1");
    restart();
    assertThat(apply("kill_two.sql")).isZero();
    // Had the first one run again, it would be 35.
    assertThat(users(1, 2)).isEqualTo("99 35");
    reset();
  }
}
