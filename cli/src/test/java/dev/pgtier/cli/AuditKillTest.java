package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.verify.Report;
import dev.pgtier.audit.verify.Verifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A proxy that is killed in the middle of its work has recorded all that its upstream was given.
 * {@code -Dpgtier.kills=200} kills it so often.
 */
class AuditKillTest {
  private static final int KILLS = Integer.getInteger("pgtier.kills", 3);
  private static final int CLIENTS = 6;
  private static final int STATEMENTS = 150;
  private static final Pattern MARK = Pattern.compile("mark-[0-9]+-end");

  private static final AtomicInteger MARKS = new AtomicInteger();

  @TempDir private Path folder;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void whatTheServerWasGivenIsInTheLogHoweverOftenTheProxyIsKilled() throws Exception {
    Path serverLog = folder.resolve("server-log");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C.UTF-8")
            .setLocaleConfig("encoding", "UTF8")
            .setServerConfig("fsync", "off")
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_directory", serverLog.toString())
            .setServerConfig("log_statement", "all")
            .start()) {
      Path configuration = configuration(server.getPort());
      for (int start = 0; start <= KILLS; start++) {
        try (CommandProcess proxy =
            CommandProcess.start("serve", "--config", configuration.toString())) {
          proxy.awaitOutput("proxy on ");
          int port = port(proxy.line("proxy on "));
          proxy.awaitOutput("tiers");
          requireWhole(start);
          if (start < KILLS) {
            loadUntil(port, () -> proxy.signal("KILL"));
            assertThat(proxy.exitCode()).isEqualTo(128 + 9);
          }
        }
      }
      awaitQuiet(server);
      Set<String> given = marks(serverLog);
      Set<String> recorded = marks(folder.resolve("audit-log"));
      assertThat(given).hasSizeGreaterThan(KILLS * STATEMENTS / 2);
      given.removeAll(recorded);
      assertThat(given).as("given to the server and in no record").isEmpty();
    }
  }

  /** A kill, as soon as so much has been done. */
  private interface Kill {
    void now() throws Exception;
  }

  private static void loadUntil(int port, Kill kill) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        boolean simple = i % 2 == 0;
        all.add(clients.submit(() -> keepWorking(port, simple, over, done)));
      }
      while (done.get() < STATEMENTS) {
        for (Future<?> client : all) {
          if (client.isDone()) {
            client.get();
          }
        }
        Thread.onSpinWait();
      }
      over.set(true);
      kill.now();
      for (Future<?> client : all) {
        client.get(60, TimeUnit.SECONDS);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** Comes back where a machine that is too busy kept a statement from being judged in time. */
  private static Void keepWorking(int port, boolean simple, AtomicBoolean over, AtomicInteger done)
      throws SQLException {
    while (true) {
      try {
        return work(port, simple, over, done);
      } catch (SQLException e) {
        if (!String.valueOf(e.getMessage()).contains("was not parsed within")) {
          throw e;
        }
      }
    }
  }

  private static Void work(int port, boolean simple, AtomicBoolean over, AtomicInteger done)
      throws SQLException {
    String url =
        "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable%s"
            .formatted(port, simple ? "&preferQueryMode=simple" : "");
    try (Connection connection = DriverManager.getConnection(url, "builder", "builder");
        Statement statement = connection.createStatement()) {
      while (true) {
        String mark = "mark-" + MARKS.incrementAndGet() + "-end";
        if (simple) {
          statement.execute("SELECT '" + mark + "'");
        } else {
          try (PreparedStatement prepared =
              connection.prepareStatement("SELECT 1 AS \"" + mark + "\"")) {
            prepared.execute();
          }
        }
        done.incrementAndGet();
      }
    } catch (SQLException e) {
      if (!over.get()) {
        throw e;
      }
      return null;
    }
  }

  private void requireWhole(int kills) throws IOException {
    Path log = folder.resolve("audit-log");
    PublicKey key = Keys.ofPem(Files.readString(log.resolve("audit.key.pub"))).orElseThrow();
    Report report = new Verifier(log, key, List.of(), null).verify();
    assertThat(report.finding()).as("after %d kills: %s", kills, report.text()).isEmpty();
  }

  /** Nothing of a killed proxy runs on the server any more, and its log is written. */
  private static void awaitQuiet(EmbeddedPostgres server) throws SQLException {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      while (true) {
        try (var result =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'writer'")) {
          result.next();
          if (result.getInt(1) == 0) {
            return;
          }
        }
        assertThat(System.nanoTime()).isLessThan(patience);
      }
    }
  }

  private static Set<String> marks(Path directory) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(log|jsonl)")).toList()) {
        Matcher marks = MARK.matcher(Files.readString(file, StandardCharsets.UTF_8));
        while (marks.find()) {
          found.add(marks.group());
        }
      }
    }
    return found;
  }

  private static int port(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
  }

  private Path configuration(int port) throws IOException, SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE writer LOGIN PASSWORD 'upstream'");
    }
    Files.writeString(
        folder.resolve("tier.yaml"),
        """
        tier: write
        upstream: validation
        mode: read-write
        statements: { allow: [read, explain, show, cursor, prepare, transaction, session, write] }
        functions: { allow: any }
        settings: { settable: ["*"] }
        limits: { time: 1m, sessions: 50 }
        """);
    return Files.writeString(
        folder.resolve("pgtier.yaml"),
        """
        proxy: { listen: "127.0.0.1:0" }
        audit: { directory: audit-log }
        upstreams:
          validation: { host: 127.0.0.1, port: %d, database: postgres, user: writer, password: upstream }
        tiers: [tier.yaml]
        principals:
          - { name: builder, tier: write, password: builder }
        """
            .formatted(port));
  }
}
