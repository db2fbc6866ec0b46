package dev.pgtier.mcp.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.call.Cancellation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Something else listens where the proxy should, or the proxy does not know the log-in. */
class NoProxyTest {
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoSaysNothingIsNotWaitedForForever() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      SqlFailure failure = ask(TestDatabase.options(mute.getLocalPort(), TestDatabase.AGENT));
      assertThat(failure.sqlState()).isEqualTo("08001");
      assertThat(failure.text())
          .contains("no session with a proxy at 127.0.0.1:" + mute.getLocalPort(), "pgtier serve");
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void callersDoNotWaitOneAfterTheOther() throws Exception {
    int callers = 12;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Database database =
            new Database(TestDatabase.options(mute.getLocalPort(), TestDatabase.AGENT))) {
      Callable<Void> call = () -> database.use(connection -> null);
      assertThat(threads.invokeAll(Collections.nCopies(callers, call)))
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .failsWithin(Duration.ZERO)
                      .withThrowableThat()
                      .withMessageContaining("no session with a proxy at"));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoSpeaksAnotherProtocolIsNotTheProxy() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> refuse(web), "web");
      answering.setDaemon(true);
      answering.start();
      SqlFailure failure = ask(TestDatabase.options(web.getLocalPort(), TestDatabase.AGENT));
      assertThat(failure.sqlState()).startsWith("08");
      assertThat(failure.hint().orElse("")).contains("proxy.listen");
    }
  }

  @Test
  void unknownLogInIsAPersonsToMend() {
    SqlFailure failure = ask(TestDatabase.options(TestDatabase.options().port(), "stranger"));
    assertThat(failure.sqlState()).isEqualTo("28000");
    assertThat(failure.hint().orElse("")).contains("principal and password");
  }

  private static SqlFailure ask(DatabaseOptions options) {
    try (Database database = new Database(options)) {
      return catchThrowableOfType(
              SqlFailedException.class,
              () -> new Statements(database).script("", "SELECT 1", 1, new Cancellation()))
          .failure();
    }
  }

  private static void refuse(ServerSocket web) {
    while (!web.isClosed()) {
      try (Socket client = web.accept()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (java.io.IOException e) {
        return;
      }
    }
  }
}
