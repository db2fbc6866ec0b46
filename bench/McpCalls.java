import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What tools/call adds to a query: recent_orders by MCP, and the same query by JDBC through the same
 * proxy, in turn. HTTP is spoken by hand over one kept connection, so that the client costs little.
 *
 * <p>Arguments: MCP's port, the JDBC URL, rounds, calls in a round, clients at once, seconds of load,
 * the server's process id.
 */
final class McpCalls {
  private static final String QUERY =
      """
      SELECT id, user_id, status, total, created_at
      FROM orders
      WHERE created_at >= now() - make_interval(hours => ?::int)
        AND (?::text IS NULL OR status = ?)
      ORDER BY created_at DESC
      LIMIT 51""";
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"recent_orders\","
          + "\"arguments\":{\"since_hours\":87600}}}";
  private static final int WARM_UP = 3_000;
  private static final double MICROS = 1_000.0;

  private McpCalls() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[2]);
    int calls = Integer.parseInt(args[3]);
    int clients = Integer.parseInt(args[4]);
    long seconds = Long.parseLong(args[5]);
    List<double[]> figures = new ArrayList<>();
    try (Connection database = DriverManager.getConnection(args[1]);
        PreparedStatement query = database.prepareStatement(QUERY);
        Http http = new Http(port)) {
      Callable<Void> jdbc = () -> read(query);
      Callable<Void> mcp = () -> http.post(CALL);
      micros(jdbc, WARM_UP);
      micros(mcp, WARM_UP);
      for (int round = 0; round < rounds; round++) {
        double[] by = micros(jdbc, calls);
        double[] through = micros(mcp, calls);
        figures.add(new double[] {at(by, 0.5), at(through, 0.5), at(by, 0.99), at(through, 0.99)});
      }
    }
    System.out.printf("one caller, medians of %d rounds of %d calls, in µs%n", rounds, calls);
    System.out.printf("  JDBC through the proxy   p50 %7.0f   p99 %7.0f%n", of(figures, 0), of(figures, 2));
    System.out.printf("  tools/call               p50 %7.0f   p99 %7.0f%n", of(figures, 1), of(figures, 3));
    System.out.printf("  added                    p50 %7.0f%n", of(figures, 1) - of(figures, 0));
    load(port, clients, seconds);
    double[] loads = new double[rounds];
    double[] cpu = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long before = cpuMicros(args[6]);
      loads[round] = load(port, clients, seconds);
      cpu[round] = (cpuMicros(args[6]) - before) / (loads[round] * seconds);
    }
    Arrays.sort(loads);
    Arrays.sort(cpu);
    System.out.printf(
        "%d callers, %d rounds of %d s: %.0f calls/s (%.0f to %.0f), %.0f µs of pgtier's CPU a call%n",
        clients, rounds, seconds, at(loads, 0.5), loads[0], loads[rounds - 1], at(cpu, 0.5));
  }

  private static Void read(PreparedStatement query) throws Exception {
    query.setInt(1, 87_600);
    query.setString(2, null);
    query.setString(3, null);
    int rows = 0;
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        for (int i = 1; i <= 5; i++) {
          result.getString(i);
        }
        rows++;
      }
    }
    if (rows == 0) {
      throw new IllegalStateException("no order");
    }
    return null;
  }

  private static long cpuMicros(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow().info().totalCpuDuration().orElseThrow().toNanos()
        / 1_000;
  }

  private static double[] micros(Callable<Void> call, int times) throws Exception {
    double[] took = new double[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      call.call();
      took[i] = (System.nanoTime() - start) / MICROS;
    }
    Arrays.sort(took);
    return took;
  }

  private static double at(double[] sorted, double part) {
    return sorted[(int) (part * (sorted.length - 1))];
  }

  private static double of(List<double[]> figures, int column) {
    return at(figures.stream().mapToDouble(row -> row[column]).sorted().toArray(), 0.5);
  }

  /** Calls a second of so many clients, each on a connection of its own. */
  private static double load(int port, int clients, long seconds) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      long start = System.nanoTime();
      long end = start + seconds * 1_000_000_000L;
      Callable<Long> client =
          () -> {
            long calls = 0;
            try (Http http = new Http(port)) {
              while (System.nanoTime() < end) {
                http.post(CALL);
                calls++;
              }
            }
            return calls;
          };
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        counts.add(threads.submit(client));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all * 1e9 / (System.nanoTime() - start);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Just enough of HTTP/1.1 for answers that say their length. */
  private static final class Http implements AutoCloseable {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    Http(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
      out = socket.getOutputStream();
    }

    Void post(String body) throws IOException {
      out.write(
          ("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body)
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String status = line();
      int length = -1;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
          length = Integer.parseInt(header.substring(LENGTH.length()).strip());
        }
      }
      if (length < 0) {
        throw new IOException("an answer without a length: " + status);
      }
      String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (!status.contains(" 200 ") || !answer.contains("\"isError\":false")) {
        throw new IOException(status + " " + answer);
      }
      return null;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
