package dev.pgtier.mcp.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.call.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** More callers than connections, and callers that give up. */
class BusyTest {
  @Test
  void whoWaitsTooLongIsToldWhy() {
    try (Database database = new Database(TestDatabase.options())) {
      Statements statements = new Statements(database);
      List<Cancellation> sleepers = new ArrayList<>();
      List<CompletableFuture<Void>> sleeping = new ArrayList<>();
      for (int i = 0; i < TestDatabase.options().connections(); i++) {
        Cancellation sleeper = new Cancellation();
        sleepers.add(sleeper);
        sleeping.add(
            CompletableFuture.runAsync(
                () ->
                    assertThatThrownBy(
                            () -> statements.script("", "SELECT pg_sleep(603)", 1, sleeper))
                        .hasMessageContaining("canceling statement"),
                task -> new Thread(task).start()));
      }
      awaitRunning(sleepers.size());
      assertThatThrownBy(() -> statements.script("", "SELECT 1", 1, new Cancellation()))
          .isInstanceOfSatisfying(
              SqlFailedException.class,
              e -> {
                assertThat(e.failure().sqlState()).isEqualTo("53300");
                assertThat(e.failure().reason()).contains("in use");
              });
      sleepers.forEach(Cancellation::cancel);
      sleeping.forEach(CompletableFuture::join);
    }
  }

  @Test
  void callThatWasGivenUpBeforeItBeganDoesNotRunOn() {
    try (Database database = new Database(TestDatabase.options())) {
      Cancellation gone = new Cancellation();
      gone.cancel();
      assertThatThrownBy(() -> new Statements(database).script("", "SELECT pg_sleep(604)", 1, gone))
          .hasMessageContaining("canceling statement");
    }
  }

  private static void awaitRunning(int wanted) {
    try {
      while (TestDatabase.running("SELECT pg_sleep(603)") != wanted) {
        Thread.onSpinWait();
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
