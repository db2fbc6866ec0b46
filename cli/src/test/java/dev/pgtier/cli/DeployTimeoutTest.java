package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Statements and locks that last too long for the deploy tier, forwards and backwards. */
@ExtendWith(DeployDemo.Shared.class)
class DeployTimeoutTest {
  private static final String SLOW = "slow.sql";
  private static final String TAKEN_BACK = "taken_back.sql";
  private static final String UNDO = "taken_back.rollback.sql";
  private static final String USER = "SELECT user_id FROM orders WHERE id = 1";

  private final DeployDemo demo;

  DeployTimeoutTest(DeployDemo demo) {
    this.demo = demo;
  }

  @AfterEach
  void remove() throws IOException {
    for (String name : new String[] {SLOW, TAKEN_BACK, UNDO}) {
      Files.deleteIfExists(demo.migrations().resolve(name));
    }
  }

  @Test
  void aStatementOverItsTimeEndsTheFileAndNothingOfItStays() throws Exception {
    String sql =
        "BEGIN;\nUPDATE orders SET user_id = 61 WHERE id = 1;\nSELECT pg_sleep(2.5);\nCOMMIT;\n";
    demo.approve(SLOW, sql);
    int port = Demos.freePort();
    Path config =
        OtherProxy.config(demo, port, "hasty", it -> it.replace("  time: 30m", "  time: 1s"));
    try (CommandProcess proxy = OtherProxy.serve(config)) {
      assertThat(proxy.output()).isNotEmpty();
      assertThat(demo.pgtier(config, "migration", "apply", SLOW, "--retries", "3")).isEqualTo(3);
    }
    assertThat(demo.production(USER)).isEqualTo("1");
    assertThat(demo.status(SLOW))
        .contains("failed at statement 3: ", "limits.time of tier deploy is 1000 ms");
  }

  @Test
  void aRollbackThatWaitsTooLongIsTriedAgainAndHappensOnce() throws Exception {
    demo.write(UNDO, "UPDATE orders SET user_id = 1 WHERE id = 1;\n");
    demo.approve(TAKEN_BACK, "UPDATE orders SET user_id = 62 WHERE id = 1;\n");
    assertThat(demo.pgtier("migration", "apply", TAKEN_BACK)).isZero();
    assertThat(demo.production(USER)).isEqualTo("62");
    int port = Demos.freePort();
    Path config = OtherProxy.config(demo, port, "hurried", OtherProxy.lockTimeout("200ms"));
    try (CommandProcess proxy = OtherProxy.serve(config);
        Connection holder = demo.own();
        Statement statement = holder.createStatement()) {
      assertThat(proxy.output()).isNotEmpty();
      holder.setAutoCommit(false);
      statement.execute("SELECT FROM orders WHERE id = 1 FOR UPDATE");
      assertThat(demo.pgtier(config, "migration", "rollback", TAKEN_BACK, "--retries", "0"))
          .isEqualTo(3);
      assertThat(demo.status(TAKEN_BACK))
          .contains("to be rolled back", "canceling statement due to lock timeout");
      holder.rollback();
      assertThat(demo.production(USER)).isEqualTo("62");
      assertThat(demo.pgtier(config, "migration", "rollback", TAKEN_BACK)).isZero();
    }
    assertThat(demo.production(USER)).isEqualTo("1");
    assertThat(demo.status(TAKEN_BACK)).contains("rolled back at");
    assertThat(demo.pgtier("migration", "rollback", TAKEN_BACK)).isEqualTo(1);
    assertThat(demo.production(USER)).isEqualTo("1");
  }

  @Test
  void anApplyThatNeverGetsItsLockGivesUpAndMayBeTriedLater() throws Exception {
    demo.approve(SLOW, "UPDATE orders SET user_id = 63 WHERE id = 1;\n");
    int port = Demos.freePort();
    Path config = OtherProxy.config(demo, port, "rushed", OtherProxy.lockTimeout("200ms"));
    try (CommandProcess proxy = OtherProxy.serve(config);
        Connection holder = demo.own();
        Statement statement = holder.createStatement()) {
      assertThat(proxy.output()).isNotEmpty();
      holder.setAutoCommit(false);
      statement.execute("SELECT FROM orders WHERE id = 1 FOR UPDATE");
      assertThat(demo.pgtier(config, "migration", "apply", SLOW, "--retries", "1")).isEqualTo(3);
      assertThat(failures()).as("the first attempt and one more").isEqualTo(2);
      assertThat(demo.status(SLOW)).contains("failed at statement 1: canceling statement due to");
      holder.rollback();
      assertThat(demo.production(USER)).isEqualTo("1");
      assertThat(demo.pgtier(config, "migration", "apply", SLOW, "--retries", "0")).isZero();
    }
    assertThat(demo.production(USER)).isEqualTo("63");
    demo.change("UPDATE orders SET user_id = 1 WHERE id = 1");
  }

  @Test
  void aRollbackWhoseCheckDoesNotHoldLeavesTheMigrationApplied() throws Exception {
    demo.write(
        UNDO,
        "-- check: SELECT count(*) < 4 FROM orders\nUPDATE orders SET user_id = 1 WHERE id = 1;\n");
    demo.approve(TAKEN_BACK, "UPDATE orders SET user_id = 64 WHERE id = 1;\n");
    assertThat(demo.pgtier("migration", "apply", TAKEN_BACK)).isZero();
    demo.change("INSERT INTO orders (id, user_id, status) VALUES (1002, 7, 'paid')");
    try {
      assertThat(demo.pgtier("migration", "rollback", TAKEN_BACK)).isEqualTo(3);
      assertThat(demo.production(USER)).isEqualTo("64");
      assertThat(demo.status(TAKEN_BACK))
          .contains("to be rolled back", "the check in line 1 does not hold");
    } finally {
      demo.change("DELETE FROM orders WHERE id = 1002");
    }
    assertThat(demo.pgtier("migration", "rollback", TAKEN_BACK)).isZero();
    assertThat(demo.production(USER)).isEqualTo("1");
  }

  private long failures() throws Exception {
    return demo.records().stream()
        .filter(it -> it.record() instanceof Failed failed && failed.file().equals(SLOW))
        .filter(it -> ((Failed) it.record()).sqlState().equals("55P03"))
        .count();
  }
}
