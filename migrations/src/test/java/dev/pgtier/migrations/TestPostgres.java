package dev.pgtier.migrations;

import dev.pgtier.migrations.clone.CloneTarget;
import dev.pgtier.migrations.database.ConnectionParameters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The server that all tests of a run share. */
public final class TestPostgres {
  private static ScratchServer server;

  private TestPostgres() {}

  public static synchronized ScratchServer server() {
    if (server == null) {
      server = ScratchServer.newest();
    }
    return server;
  }

  public static int port() {
    return server().port();
  }

  /** Runs each statement by itself, as the superuser. */
  public static void run(String database, String... statements) {
    server().run(database, statements);
  }

  public static void as(String role, String database, String... statements) {
    server().as(role, database, statements);
  }

  /** The first column, as the superuser. */
  public static List<String> values(String database, String sql) {
    return server().values(database, sql);
  }

  /** Which of a database's files hold the text, as the server would write them now. */
  public static List<String> filesWith(String database, String text) {
    return server().filesWith(database, text);
  }

  public static boolean exists(String database) {
    return server().exists(database);
  }

  public static Connection connect(String role, String database) throws SQLException {
    return server().connect(role, database);
  }

  public static ConnectionParameters parameters(String role, String database) {
    return server().parameters(role, database);
  }

  /** As {@code cloner}, for the role {@code writer}. */
  public static CloneTarget target(String work, Optional<Duration> ttl) {
    return server().target(work, ttl);
  }
}
