package dev.pgtier.migrations;

import dev.pgtier.migrations.clone.CloneTarget;
import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.ConnectionParameters.Tls;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real server with the tiers' roles, for all tests of a run; it ends with the JVM. */
public final class TestPostgres {
  private static EmbeddedPostgres server;

  private TestPostgres() {}

  public static synchronized int port() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setLocaleConfig("locale", "C.UTF-8")
                .setLocaleConfig("encoding", "UTF8")
                .setServerConfig("fsync", "off")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      run(
          "postgres",
          "CREATE ROLE writer LOGIN",
          "CREATE ROLE deployer_owner LOGIN",
          "CREATE ROLE cloner LOGIN CREATEDB",
          "GRANT writer, deployer_owner, pg_signal_backend TO cloner");
    }
    return server.getPort();
  }

  /** Runs each statement by itself, as the superuser. */
  public static void run(String database, String... statements) {
    as("postgres", database, statements);
  }

  public static void as(String role, String database, String... statements) {
    try (Connection connection = connect(role, database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column, as the superuser. */
  public static List<String> values(String database, String sql) {
    try (Connection connection = connect("postgres", database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Which of a database's files hold the text, as the server would write them now. */
  public static List<String> filesWith(String database, String text) {
    run("postgres", "CHECKPOINT");
    String where =
        values(
                "postgres",
                "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = '"
                    + database
                    + "'")
            .get(0);
    try (Stream<Path> files = Files.list(Path.of(where))) {
      List<String> found = new ArrayList<>();
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file.getFileName().toString());
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static boolean exists(String database) {
    return !values("postgres", "SELECT 1 FROM pg_database WHERE datname = '" + database + "'")
        .isEmpty();
  }

  public static Connection connect(String role, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, role, "");
  }

  public static ConnectionParameters parameters(String role, String database) {
    return new ConnectionParameters(
        "127.0.0.1", port(), database, role, Optional.empty(), Tls.DISABLE, Optional.empty());
  }

  /** As {@code cloner}, for the role {@code writer}. */
  public static CloneTarget target(String work, Optional<Duration> ttl) {
    return new CloneTarget(parameters("cloner", work), "postgres", "writer", ttl);
  }
}
