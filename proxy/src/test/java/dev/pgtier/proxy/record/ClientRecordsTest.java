package dev.pgtier.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.TestLog;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a reviewer finds of the clients that people use. {@code -Dpgtier.transactions=100000} lets
 * pgbench run so many.
 */
class ClientRecordsTest {
  private static final int TRANSACTIONS = Integer.getInteger("pgtier.transactions", 5_000);
  private static final int CLIENTS = 4;

  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    proxy = TestProxy.start();
    TestServer.execute(
        TestServer.DATABASE, "CREATE TABLE IF NOT EXISTS public.seen (id int, name text)");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    TestServer.execute(TestServer.DATABASE, "DROP TABLE public.seen");
  }

  /** The decisions of an application, each with how it ended: {@code protocol|sql|tag|rows}. */
  private static List<String> statementsOf(String application) throws IOException {
    awaitEnd(application);
    List<String> found = new ArrayList<>();
    Map<String, JsonNode> outcomes = new HashMap<>();
    List<JsonNode> records = TestLog.records(proxy.logDirectory());
    for (JsonNode record : records) {
      if (record.path("event").asText().equals("outcome")) {
        assertThat(outcomes.put(record.path("statement").asText(), record)).isNull();
      }
    }
    for (JsonNode record : records) {
      if (record.path("event").asText().equals("decision")
          && record.path("client").path("application").asText().equals(application)) {
        JsonNode outcome = outcomes.get(record.path("statement").asText());
        found.add(
            "%s|%s|%s|%s"
                .formatted(
                    record.path("protocol").asText(),
                    record.path("sql").asText(),
                    outcome == null ? "" : outcome.path("tag").asText(),
                    outcome == null ? "" : outcome.path("rows").asText()));
      }
    }
    return found;
  }

  /** Waits until each session of a client that has left is at its end in the log. */
  private static void awaitEnd(String application) throws IOException {
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String own = "\"application\":\"" + application + "\"";
    while (true) {
      Set<String> open = new HashSet<>();
      each(
          line -> {
            // pgjdbc says its application's name after it has logged in.
            if (line.contains(own)) {
              open.add(session(line));
            } else if (line.contains("\"event\":\"session-end\"")) {
              open.remove(session(line));
            }
          });
      if (open.isEmpty()) {
        return;
      }
      assertThat(System.nanoTime()).as("open sessions %s", open).isLessThan(patience);
    }
  }

  private static String session(String line) {
    return line.replaceFirst(".*\"session\":\"([^\"]*)\".*", "$1");
  }

  private static Command client(String application, String... words) {
    return Command.of(words)
        .with("PGHOST", "127.0.0.1")
        .with("PGPORT", Integer.toString(proxy.port()))
        .with("PGUSER", "builder")
        .with("PGPASSWORD", "builder")
        .with("PGDATABASE", TestServer.DATABASE)
        .with("PGAPPNAME", application);
  }

  @Test
  void serverPreparedStatementsOfPgjdbcHaveTheirTextAtEachExecution()
      throws SQLException, IOException {
    Properties properties = new Properties();
    properties.setProperty("user", "builder");
    properties.setProperty("password", "builder");
    properties.setProperty("prepareThreshold", "2");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("ApplicationName", "pgjdbc-records");
    String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + TestServer.DATABASE;
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO seen VALUES (?, 'jdbc')")) {
        for (int i = 0; i < 20; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(20);
      }
      try (PreparedStatement select =
          connection.prepareStatement("SELECT id FROM seen WHERE name = 'jdbc' AND id < ?")) {
        for (int i = 0; i < 6; i++) {
          select.setInt(1, i);
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              assertThat(rows.getInt(1)).isLessThan(i);
            }
          }
        }
      }
    }
    List<String> statements = statementsOf("pgjdbc-records");
    assertThat(statements.stream().filter(s -> s.contains("INSERT INTO seen")))
        .hasSize(20)
        .allMatch(s -> s.equals("extended|INSERT INTO seen VALUES ($1, 'jdbc')|INSERT 0 1|1"));
    assertThat(statements.stream().filter(s -> s.contains("SELECT id FROM seen")))
        .containsExactlyElementsOf(
            IntStream.range(0, 6)
                .mapToObj(
                    i ->
                        "extended|SELECT id FROM seen WHERE name = 'jdbc' AND id < $1|SELECT %d|%d"
                            .formatted(i, i))
                .toList());
  }

  @Test
  void aPipelineOfPsycopgIsRecordedStatementByStatement() throws IOException {
    Assumptions.assumeTrue(
        Command.of("/usr/bin/python3", "-c", "import psycopg").run().exit() == 0,
        "there is no psycopg");
    Command.Result result =
        client(
                "psycopg-records",
                "/usr/bin/python3",
                "-c",
                """
                import psycopg
                with psycopg.connect("", autocommit=True, prepare_threshold=0) as conn:
                    with conn.pipeline():
                        cursors = [conn.execute("SELECT generate_series(1, %s::int)", (n,)) for n in range(5)]
                    assert [len(c.fetchall()) for c in cursors] == [0, 1, 2, 3, 4]
                """)
            .run();
    assertThat(result).isEqualTo(new Command.Result(0, ""));
    assertThat(statementsOf("psycopg-records"))
        .containsExactlyElementsOf(
            IntStream.range(0, 5)
                .mapToObj(
                    n -> "extended|SELECT generate_series(1, $1::int)|SELECT %d|%d".formatted(n, n))
                .toList());
  }

  @Test
  void whatIsTypedInPsqlIsRecordedAsItWasTyped() throws IOException {
    Command.Result result =
        client(
                "psql-records",
                "psql",
                "-X",
                "-q",
                "-c",
                "SELECT generate_series(1, 3) AS typed",
                "-c",
                "UPDATE seen SET name = 'x' WHERE id = -1; SELECT 'two' AS second")
            .run();
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(statementsOf("psql-records"))
        .containsExactly(
            "simple|SELECT generate_series(1, 3) AS typed|SELECT 3|3",
            "simple|UPDATE seen SET name = 'x' WHERE id = -1|UPDATE 0|0",
            "simple|SELECT 'two' AS second|SELECT 1|1");
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void asManyDecisionsAndOutcomesAsPgbenchHasRunTransactions(@TempDir Path folder)
      throws IOException {
    Path script = Files.writeString(folder.resolve("one.sql"), "SELECT 17 AS counted;\n");
    for (String mode : List.of("simple", "prepared")) {
      long before = count("SELECT 17 AS counted");
      long outcomes = count("\"event\":\"outcome\",");
      Command.Result result =
          client(
                  "pgbench-records",
                  "pgbench",
                  "-n",
                  "-M",
                  mode,
                  "-c",
                  Integer.toString(CLIENTS),
                  "-t",
                  Integer.toString(TRANSACTIONS / CLIENTS),
                  "-f",
                  script.toString())
              .run();
      assertThat(result.output())
          .contains("processed: %1$d/%1$d".formatted(TRANSACTIONS), "failed transactions: 0");
      awaitEnd("pgbench-records");
      assertThat(count("SELECT 17 AS counted") - before).isEqualTo(TRANSACTIONS);
      assertThat(count("\"event\":\"outcome\",") - outcomes).isEqualTo(TRANSACTIONS);
    }
  }

  private static long count(String text) throws IOException {
    AtomicLong count = new AtomicLong();
    each(
        line -> {
          if (line.contains(text)) {
            count.incrementAndGet();
          }
        });
    return count.get();
  }

  /** One line of the log after the other, because they may be many. */
  private static void each(Consumer<String> reader) throws IOException {
    try (Stream<Path> files = Files.list(proxy.logDirectory())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          lines.forEach(reader);
        }
      }
    }
  }
}
