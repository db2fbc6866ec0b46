package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo for real: its process, its PostgreSQL and clients that come by what it printed. */
class DemoTest {
  private static final String UP = "Ctrl-C ends";

  /** Kept from test to test, as a user keeps it: only the first start makes the databases. */
  @TempDir static Path kept;

  @Test
  void ordersAreReadByWhatItPrinted() throws Exception {
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP)) {
      try (Connection agent = connect(demo, "user=agent")) {
        assertThat(rows(agent, "SELECT id, user_id, status, total FROM orders ORDER BY id"))
            .containsExactly("1 1 paid null", "2 2 failed null", "3 3 paid 120");
        assertThat(rows(agent, "SELECT order_id, price, qty FROM order_items ORDER BY id"))
            .containsExactly("1 30 2", "1 40 1", "2 10 1", "2 15 1");
        assertThatThrownBy(() -> agent.createStatement().execute("DELETE FROM order_items"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isIn("42501", "25006"));
      }
      try (Connection builder = connect(demo, "user=builder");
          Statement statement = builder.createStatement()) {
        statement.execute("ALTER TABLE orders ADD COLUMN note text");
        statement.execute("ALTER TABLE orders DROP COLUMN note");
      }
      String deployer = demo.line("user=agent").replace("agent", "deployer");
      assertThatThrownBy(() -> DriverManager.getConnection(deployer))
          .hasMessageContaining("deploy");
      assertThat(demo.line("deployer ")).contains("refused");
    }
  }

  @Test
  void adminPagesAnswerWhereItSays() throws Exception {
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP);
        Connection agent = connect(demo, "user=agent")) {
      assertThat(rows(agent, "SELECT 1")).containsExactly("1");
      assertThat(get(demo.line("/health"))).contains("200");
      assertThat(get(demo.line("/sessions"))).contains("200", "agent");
      assertThat(get(demo.line("/metrics"))).contains("200", "inspect");
    }
  }

  @Test
  void reloadSaysWhatIsWrongWithATierAndKeepsTheOldOne() throws Exception {
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP)) {
      String reload = demo.line("/health").replace("/health", "/reload");
      Path tier = kept.resolve("tiers/inspect.yaml");
      String good = Files.readString(tier);
      Files.writeString(tier, good.replace("mode: read-only", "mode: read-olny"));
      assertThat(post(reload)).contains("422", "inspect.yaml", "read-only");
      Files.writeString(tier, good);
      assertThat(post(reload)).contains("200");
      try (Connection agent = connect(demo, "user=agent")) {
        assertThat(rows(agent, "SELECT 1")).containsExactly("1");
      }
    }
  }

  @Test
  void failedOrderOfTheLastDayIsThereAgainAfterAWeek() throws Exception {
    String failed =
        "SELECT id FROM orders WHERE status = 'failed' AND created_at >= now() - interval '24 hours'";
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP);
        Connection builder = connect(demo, "user=builder")) {
      assertThat(rows(builder, failed)).containsExactly("2");
      builder
          .createStatement()
          .execute("UPDATE orders SET created_at = created_at - interval '7 days'");
      assertThat(rows(builder, failed)).isEmpty();
    }
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP);
        Connection builder = connect(demo, "user=builder")) {
      assertThat(rows(builder, failed)).containsExactly("2");
    }
  }

  @Test
  void changesOutliveAKilledDemoAndItsServerIsStopped() throws Exception {
    long orphan;
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP);
        Connection builder = connect(demo, "user=builder")) {
      builder.createStatement().execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer");
      demo.signal("KILL");
      demo.exitCode();
      orphan = serverPid(kept);
      assertThat(alive(orphan)).isTrue();
    }
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP)) {
      assertThat(alive(orphan)).isFalse();
      try (Connection builder = connect(demo, "user=builder")) {
        assertThat(rows(builder, "SELECT answer FROM kept")).containsExactly("42");
      }
      demo.signal("TERM");
      assertThat(demo.exitCode()).isZero();
      assertThat(demo.line("left running")).isNotEmpty();
    }
  }

  @Test
  void ctrlCEndsEverythingInOrder() throws Exception {
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP);
        Connection idle = connect(demo, "user=agent")) {
      long server = serverPid(kept);
      demo.signal("INT");
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(alive(server)).isFalse();
      assertThat(kept.resolve("postgres/postmaster.pid")).doesNotExist();
      assertThat(demo.errors()).doesNotContain("Exception").doesNotContain("\tat ");
      assertThatThrownBy(() -> idle.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void secondCtrlCDoesNotWaitForAStatement() throws Exception {
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP);
        Connection builder = connect(demo, "user=builder")) {
      CompletableFuture<SQLException> sleep =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  builder.createStatement().execute("SELECT pg_sleep(600)");
                  return null;
                } catch (SQLException e) {
                  return e;
                }
              });
      awaitSleeper(demo);
      long server = serverPid(kept);
      demo.signal("INT");
      demo.awaitOutput("demo: stopping");
      demo.signal("INT");
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(sleep).succeedsWithin(Duration.ofSeconds(30)).isNotNull();
      ProcessHandle.of(server).ifPresent(process -> process.onExit().join());
    }
  }

  @Test
  void serverThatEndsByItselfEndsTheDemoWithAReason() throws Exception {
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP)) {
      new ProcessBuilder("kill", "-s", "INT", Long.toString(serverPid(kept))).start().waitFor();
      assertThat(demo.exitCode()).isEqualTo(1);
      assertThat(demo.errors()).contains("PostgreSQL ended by itself");
    }
  }

  @Test
  void takenPortIsNamedWithItsFlagBeforeAnythingStarts(@TempDir Path folder) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String flag : List.of("--port", "--admin-port", "--postgres-port")) {
        List<String> arguments = new ArrayList<>(arguments(folder));
        arguments.set(arguments.indexOf(flag) + 1, Integer.toString(other.getLocalPort()));
        CommandProcess demo = CommandProcess.run("", arguments.toArray(String[]::new));
        assertThat(demo.exitCode()).isEqualTo(1);
        assertThat(demo.errors())
            .contains("port " + other.getLocalPort(), "choose another with " + flag);
        if (Files.exists(Path.of("/proc/net/tcp"))) {
          assertThat(demo.errors()).contains("process " + ProcessHandle.current().pid());
        }
      }
    }
    assertThat(folder.resolve("postgres")).doesNotExist();
  }

  @Test
  void secondDemoOnTheSameFolderIsRefused() throws Exception {
    try (CommandProcess first = startDemo(kept).awaitOutput(UP)) {
      CommandProcess second = CommandProcess.run("", arguments(kept).toArray(String[]::new));
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.errors()).contains("in use by another demo", "--dir").hasLineCount(1);
      assertThat(first.line("psql")).isNotEmpty();
    }
  }

  @Test
  void folderOfSomethingElseIsLeftAlone(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");
    CommandProcess demo = CommandProcess.run("", arguments(folder).toArray(String[]::new));
    assertThat(demo.exitCode()).isEqualTo(1);
    assertThat(demo.errors()).contains("something else than a demo", "--dir").hasLineCount(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("thesis.txt"));
    }
  }

  @Test
  void folderOfAnotherPostgresIsLeftAlone(@TempDir Path folder) throws Exception {
    Path marker = folder.resolve("pgtier-demo.properties");
    Files.writeString(marker, "postgresql=17\ncomplete=true\n");
    CommandProcess demo = CommandProcess.run("", arguments(folder).toArray(String[]::new));
    assertThat(demo.exitCode()).isEqualTo(1);
    assertThat(demo.errors()).contains("PostgreSQL 17", "brings 18").hasLineCount(1);
    assertThat(marker).hasContent("postgresql=17\ncomplete=true\n");
  }

  @Test
  void upstreamPasswordsAreForTheOwnerOnlyAndNeverPrinted() throws Exception {
    try (CommandProcess demo = startDemo(kept).awaitOutput(UP)) {
      demo.signal("TERM");
      demo.awaitOutput(null);
      String printed =
          demo.output() + demo.errors() + Files.readString(kept.resolve("postgres.log"));
      try (Stream<Path> files = Files.list(kept.resolve("secrets"))) {
        for (Path file : files.toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
          assertThat(printed).doesNotContain(Files.readString(file));
        }
      }
    }
  }

  private static String get(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  private static String post(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.noBody()).build());
  }

  private static String send(HttpRequest request) throws Exception {
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private static CommandProcess startDemo(Path folder) throws IOException {
    return CommandProcess.start(arguments(folder).toArray(String[]::new));
  }

  private static List<String> arguments(Path folder) throws IOException {
    return List.of(
        "demo",
        "--dir",
        folder.toString(),
        "--port",
        "0",
        "--admin-port",
        "0",
        "--postgres-port",
        Integer.toString(freePort()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Connection connect(CommandProcess demo, String user) throws SQLException {
    return DriverManager.getConnection(demo.line(user));
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }

  private static void awaitSleeper(CommandProcess demo) throws Exception {
    String sleepers =
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active'"
            + " AND pid <> pg_backend_pid()";
    try (Connection other = connect(demo, "user=builder")) {
      while (rows(other, sleepers).isEmpty()) {
        Thread.sleep(50);
      }
    }
  }

  private static long serverPid(Path folder) throws IOException {
    return Long.parseLong(Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(0));
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
