package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver of the live stream of {@code serve} gets, and who waits for it: nobody. */
class ServeStreamTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 60;
  private static final int STATEMENTS = 20;
  private static EmbeddedPostgres server;

  @TempDir private Path folder;
  private Process process;
  private BufferedReader out;

  @BeforeAll
  static void startServer() throws IOException, SQLException {
    server =
        EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C.UTF-8")
            .setLocaleConfig("encoding", "UTF8")
            .start();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE readonly LOGIN PASSWORD 'upstream'");
    }
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aFileGetsEachLineOfTheLogAsItIs() throws Exception {
    int port = serve("{ to: stream.jsonl, format: native }");
    work(port);
    Path stream = folder.resolve("stream.jsonl");
    List<String> log = ended();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(stream) || !Files.readString(stream).endsWith(last(log) + "\n")) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
    List<String> sent = Files.readAllLines(stream);
    // What says that the log was opened may be older than the stream.
    assertThat(log).endsWith(sent.toArray(String[]::new));
    assertThat(sent.stream().filter(line -> line.contains("\"event\":\"decision\"")))
        .hasSizeGreaterThanOrEqualTo(STATEMENTS + 1);
    assertThat(sent)
        .filteredOn(line -> line.contains("\"sql\":\"SELECT 'mark-"))
        .hasSize(STATEMENTS);
    assertThat(sent.stream().filter(line -> line.contains("\"event\":\"outcome\"")))
        .hasSizeGreaterThanOrEqualTo(STATEMENTS);
  }

  @Test
  void standardOutputGetsAnEventOfOcsfForEachStatement() throws Exception {
    int port = serve("{ to: stdout, format: ocsf }");
    work(port);
    List<JsonNode> events = new ArrayList<>();
    while (events.stream().filter(ServeStreamTest::isOurs).count() < STATEMENTS + 1) {
      events.add(JSON.readTree(out.readLine()));
    }
    requireEachStatement(events);
  }

  @Test
  void aReceiverThatIsAwayHoldsUpNobodyAndGetsAllWhenItIsBack() throws Exception {
    int away;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      away = free.getLocalPort();
    }
    int port = serve("{ to: \"tcp://127.0.0.1:%d\", format: ocsf }".formatted(away));
    work(port);
    List<JsonNode> events = new ArrayList<>();
    try (ServerSocket receiver = new ServerSocket()) {
      receiver.setReuseAddress(true);
      receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), away));
      receiver.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      try (Socket socket = receiver.accept();
          DataInputStream in = new DataInputStream(socket.getInputStream())) {
        while (events.stream().filter(ServeStreamTest::isOurs).count() < STATEMENTS + 1) {
          events.add(event(octetCounted(in)));
        }
      }
    }
    requireEachStatement(events);
  }

  @Test
  void datagramsReachAReceiverOfUdp() throws Exception {
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      receiver.setReceiveBufferSize(1 << 20);
      receiver.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      int port =
          serve("{ to: \"udp://127.0.0.1:%d\", format: ocsf }".formatted(receiver.getLocalPort()));
      work(port);
      List<JsonNode> events = new ArrayList<>();
      DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
      while (events.stream().filter(ServeStreamTest::isOurs).count() < STATEMENTS + 1) {
        receiver.receive(packet);
        events.add(
            event(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)));
      }
      requireEachStatement(events);
    }
  }

  private static String last(List<String> lines) {
    return lines.get(lines.size() - 1);
  }

  private static String octetCounted(DataInputStream in) throws IOException {
    int length = 0;
    for (int c = in.readUnsignedByte(); c != ' '; c = in.readUnsignedByte()) {
      length = length * 10 + c - '0';
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static JsonNode event(String syslog) throws IOException {
    assertThat(syslog).startsWith("<");
    return JSON.readTree(syslog.substring(syslog.indexOf('{')));
  }

  private static boolean isOurs(JsonNode event) {
    String sql = event.at("/query_info/query_string").asText();
    return sql.startsWith("SELECT 'mark-") || sql.startsWith("DROP TABLE");
  }

  private static void requireEachStatement(List<JsonNode> events) {
    List<JsonNode> ours = events.stream().filter(ServeStreamTest::isOurs).toList();
    assertThat(ours)
        .extracting(event -> event.at("/query_info/query_string").asText())
        .containsExactlyElementsOf(
            Stream.concat(
                    IntStream.range(0, STATEMENTS).mapToObj(i -> "SELECT 'mark-" + i + "'"),
                    Stream.of("DROP TABLE nothing"))
                .toList());
    assertThat(ours.subList(0, STATEMENTS))
        .allSatisfy(
            event -> {
              assertThat(event.path("class_uid").asInt()).isEqualTo(6005);
              assertThat(event.path("action_id").asInt()).isEqualTo(1);
              assertThat(event.path("status_id").asInt()).isEqualTo(1);
              assertThat(event.at("/unmapped/rows").asInt()).isEqualTo(1);
            });
    assertThat(ours.get(STATEMENTS).path("action_id").asInt()).isEqualTo(2);
  }

  private static void work(int port) throws SQLException {
    String url =
        "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable&preferQueryMode=simple"
            .formatted(port);
    try (Connection connection = DriverManager.getConnection(url, "agent", "agent");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < STATEMENTS; i++) {
        try (ResultSet row = statement.executeQuery("SELECT 'mark-" + i + "'")) {
          assertThat(row.next()).isTrue();
        }
      }
      try {
        statement.execute("DROP TABLE nothing");
        throw new AssertionError("not refused");
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("42501");
      }
    }
  }

  /** The log's lines, as soon as the session's end is among them. */
  private List<String> ended() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      List<String> lines = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder.resolve("audit-log"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      }
      if (lines.stream().anyMatch(line -> line.contains("\"event\":\"session-end\""))) {
        return lines;
      }
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** Starts; answers the port. */
  private int serve(String stream) throws IOException {
    Files.writeString(
        folder.resolve("pgtier.yaml"),
        """
        proxy: { listen: "127.0.0.1:0" }
        audit: { directory: audit-log, stream: %s }
        upstreams:
          u: { host: 127.0.0.1, port: %d, database: postgres, user: readonly, password: upstream }
        tiers: [read.yaml]
        principals: [ { name: agent, tier: read, password: agent } ]
        """
            .formatted(stream, server.getPort()));
    Files.writeString(
        folder.resolve("read.yaml"),
        """
        tier: read
        upstream: u
        mode: read-only
        statements: { allow: [read, show, session, transaction] }
        functions: { allow: non-volatile }
        settings: { settable: [application_name, extra_float_digits, DateStyle, TimeZone] }
        """);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.pgtier.cli.Main",
                "serve",
                "--config",
                folder.resolve("pgtier.yaml").toString())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line)
        .as(Files.readString(folder.resolve("errors")))
        .startsWith("proxy on 127.0.0.1:");
    assertThat(out.readLine()).isEqualTo("tiers: read");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }
}
