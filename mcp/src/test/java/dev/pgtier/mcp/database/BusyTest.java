package dev.pgtier.mcp.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.BOOLEAN;
import static org.awaitility.Awaitility.await;

import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.call.Cancellation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
      awaitRunning(sleeping);
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
  void callersThatComeAtTheSameMomentEachGetAConnection() throws Exception {
    int connections = TestDatabase.options().connections();
    ExecutorService callers = Executors.newFixedThreadPool(connections);
    try {
      for (int server = 1; server <= 20; server++) {
        try (Database database = new Database(TestDatabase.options())) {
          database.use(connection -> connection);
          AtomicInteger ready = new AtomicInteger();
          CountDownLatch served = new CountDownLatch(connections);
          Callable<Boolean> call =
              () -> {
                ready.incrementAndGet();
                while (ready.get() < connections) {
                  Thread.onSpinWait();
                }
                return database.use(
                    connection -> {
                      served.countDown();
                      return awaitEnd(served);
                    });
              };
          for (Future<Boolean> each : callers.invokeAll(Collections.nCopies(connections, call))) {
            assertThat(each)
                .as("of server %d", server)
                .succeedsWithin(Duration.ZERO, BOOLEAN)
                .isTrue();
          }
        }
      }
    } finally {
      callers.shutdownNow();
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

  @Test
  void proxyThatIsNotThereIsNamedWithWhatToDo() throws Exception {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closed.getLocalPort();
    }
    try (Database database = new Database(TestDatabase.options(nobody, TestDatabase.AGENT))) {
      Statements statements = new Statements(database);
      for (int call = 1; call <= 2; call++) {
        assertThatThrownBy(() -> statements.script("", "SELECT 1", 1, new Cancellation()))
            .isInstanceOfSatisfying(
                SqlFailedException.class,
                e ->
                    assertThat(e.failure().text())
                        .startsWith("ERROR 08001: ")
                        .contains("127.0.0.1:" + nobody, "pgtier serve"));
      }
    }
  }

  private static boolean awaitEnd(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitRunning(List<CompletableFuture<Void>> sleeping) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(sleeping).noneMatch(CompletableFuture::isDone);
              assertThat(TestDatabase.running("SELECT pg_sleep(603)")).isEqualTo(sleeping.size());
            });
  }
}
