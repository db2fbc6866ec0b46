package dev.pgtier.mcp.database;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.call.Cancellation;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A request to cancel has a connection of its own, and may be there before its statement. */
class OvertakingCancelTest {
  private static final int CANCEL_REQUEST = 80_877_102;

  @Test
  void cancelThatOvertakesItsStatementIsRepeated() throws Exception {
    try (Road road = new Road(TestDatabase.options().port());
        Database database = new Database(TestDatabase.options(road.port(), TestDatabase.AGENT))) {
      Cancellation gone = new Cancellation();
      gone.cancel();
      assertThatThrownBy(() -> new Statements(database).script("", "SELECT pg_sleep(605)", 1, gone))
          .hasMessageContaining("canceling statement");
    }
  }

  /** Holds the statement back until a request to cancel has gone by. */
  private static final class Road implements AutoCloseable {
    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final CountDownLatch overtaken = new CountDownLatch(1);

    Road(int server) throws IOException {
      this.server = server;
      daemon(
          () -> {
            while (true) {
              Socket client = listening.accept();
              daemon(() -> open(client));
            }
          });
    }

    int port() {
      return listening.getLocalPort();
    }

    private void open(Socket client) throws Exception {
      try (client;
          Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = upstream.getOutputStream();
        byte[] first = new byte[8];
        in.readFully(first);
        out.write(first);
        boolean cancels = ByteBuffer.wrap(first).getInt(4) == CANCEL_REQUEST;
        daemon(() -> upstream.getInputStream().transferTo(client.getOutputStream()));
        pass(in, out);
        if (cancels) {
          overtaken.countDown();
        }
      }
    }

    private void pass(InputStream in, OutputStream out) throws Exception {
      byte[] bytes = new byte[8192];
      for (int n = in.read(bytes); n > 0; n = in.read(bytes)) {
        if (new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains("pg_sleep")) {
          overtaken.await(1, TimeUnit.MINUTES);
        }
        out.write(bytes, 0, n);
      }
    }

    private static void daemon(Step step) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  step.run();
                } catch (Exception e) {
                  // The test has closed it.
                  Thread.currentThread().interrupt();
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }
}
