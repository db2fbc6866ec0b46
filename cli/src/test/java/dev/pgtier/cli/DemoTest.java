package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo for real: its process, its PostgreSQL and clients that come by what it printed. */
class DemoTest {
  @TempDir static Path folder;
  private static CommandProcess demo;

  @BeforeAll
  static void start() throws Exception {
    demo = Demos.start(folder).awaitOutput(Demos.UP);
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  @Test
  void ordersAreReadByWhatItPrinted() throws Exception {
    try (Connection agent = Demos.connect(demo, "user=agent")) {
      assertThat(Demos.rows(agent, "SELECT id, user_id, status, total FROM orders ORDER BY id"))
          .containsExactly("1 1 paid null", "2 2 failed null", "3 3 paid 120");
      assertThat(Demos.rows(agent, "SELECT order_id, price, qty FROM order_items ORDER BY id"))
          .containsExactly("1 30 2", "1 40 1", "2 10 1", "2 15 1");
      assertThatThrownBy(() -> agent.createStatement().execute("DELETE FROM order_items"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isIn("42501", "25006"));
    }
    try (Connection builder = Demos.connect(demo, "user=builder");
        Statement statement = builder.createStatement()) {
      statement.execute("ALTER TABLE orders ADD COLUMN note text");
      statement.execute("ALTER TABLE orders DROP COLUMN note");
    }
    String deployer = demo.line("user=agent").replace("agent", "deployer");
    try (Connection connection = DriverManager.getConnection(deployer)) {
      assertThatThrownBy(() -> Demos.rows(connection, "SELECT * FROM orders"))
          .hasMessageContaining("it begins no file that is approved");
    }
    assertThat(demo.line("deployer ")).contains("approved migrations");
  }

  @Test
  void aResetBringsTheAgentsDatabaseBack() throws Exception {
    String file = folder.resolve("pgtier.yaml").toString();
    try (Connection builder = Demos.connect(demo, "user=builder");
        Statement statement = builder.createStatement()) {
      statement.execute("DROP TABLE orders, order_items");
      CommandProcess refused = CommandProcess.run("", "clone", "--config", file, "--reset");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.errors()).contains("shop_validate has sessions (1)", "--end-sessions");
    }
    CommandProcess reset =
        CommandProcess.run("", "clone", "--config", file, "--reset", "--end-sessions");
    assertThat(reset.exitCode()).isZero();
    assertThat(reset.output())
        .anyMatch(line -> line.contains("/shop_validate is fresh, of clone 01"));
    try (Connection builder = Demos.connect(demo, "user=builder")) {
      assertThat(Demos.rows(builder, "SELECT count(*) FROM order_items")).containsExactly("4");
    }
  }

  @Test
  void adminPagesAnswerWhereItSays() throws Exception {
    try (Connection agent = Demos.connect(demo, "user=agent")) {
      assertThat(Demos.rows(agent, "SELECT 1")).containsExactly("1");
      assertThat(get(demo.line("/health"))).contains("200");
      assertThat(get(demo.line("/sessions"))).contains("200", "agent");
      assertThat(get(demo.line("/metrics"))).contains("200", "inspect");
    }
  }

  @Test
  void reviewPageShowsWhatWasAsked() throws Exception {
    try (Connection agent = Demos.connect(demo, "user=agent")) {
      assertThatThrownBy(() -> agent.createStatement().execute("DELETE FROM users"))
          .isInstanceOf(SQLException.class);
    }
    String page = demo.line("/review/").strip();
    assertThat(get(page)).contains("200", "<title>Review · pgtier</title>");
    String denied = page + "api/statements?verdict=deny&text=DELETE+FROM+users";
    await(() -> get(denied).contains("\"sql\":\"DELETE FROM users\""));
    String seq = get(denied).replaceAll(".*?\"seq\":(\\d+).*", "$1");
    assertThat(get(page + "api/entry?seq=" + seq)).contains("\"hint\":\"This tier only reads");
    await(() -> get(page + "api/chain").matches(".*\"state\":\"(whole|unsealed)\".*"));
  }

  /** The log is indexed and verified beside the demo. */
  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @Test
  void reloadSaysWhatIsWrongWithATierAndKeepsTheOldOne() throws Exception {
    String reload = demo.line("/health").replace("/health", "/reload");
    Path tier = folder.resolve("tiers/inspect.yaml");
    String good = Files.readString(tier);
    Files.writeString(tier, good.replace("mode: read-only", "mode: read-olny"));
    assertThat(post(reload)).contains("422", "inspect.yaml", "read-only");
    Files.writeString(tier, good);
    assertThat(post(reload)).contains("200");
    try (Connection agent = Demos.connect(demo, "user=agent")) {
      assertThat(Demos.rows(agent, "SELECT 1")).containsExactly("1");
    }
  }

  @Test
  void rolesOfTheDemoAreNoStrongerThanTheirTiers() {
    CheckServer.Checked checked = CheckServer.check(folder.resolve("pgtier.yaml"));
    assertThat(checked.text())
        .contains("3 principal(s) with \"password\"")
        .endsWith("check: 0 errors, 1 warning");
    assertThat(checked.exit()).isEqualTo(2);
  }

  @Test
  void secondDemoOnTheSameFolderIsRefused() throws Exception {
    CommandProcess second = CommandProcess.run("", Demos.arguments(folder).toArray(String[]::new));
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.errors()).contains("in use by another demo", "--dir").hasLineCount(1);
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
}
