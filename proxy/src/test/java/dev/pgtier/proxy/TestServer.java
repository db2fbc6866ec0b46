package dev.pgtier.proxy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL that all test classes of a run share; it stops with the JVM. */
public final class TestServer {
  public static final String DATABASE = "shop_sandbox";

  private static EmbeddedPostgres server;

  private TestServer() {}

  /** The port of a server with the tutorial's tables in {@link #DATABASE}. */
  public static synchronized int port() {
    if (server == null) {
      start();
    }
    return server.getPort();
  }

  private static void start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setLocaleConfig("locale", "C.UTF-8")
              .setLocaleConfig("encoding", "UTF8")
              .setServerConfig("max_connections", "200")
              .setServerConfig("fsync", "off")
              .setServerConfig("wal_level", "logical")
              .setServerConfig("max_prepared_transactions", "5")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fill(server.getPort());
  }

  /** Makes {@link #DATABASE}, its tables and its role on whichever server. */
  public static void fill(int port) {
    execute(port, "postgres", "CREATE DATABASE " + DATABASE);
    execute(
        port,
        DATABASE,
        """
        CREATE TABLE orders (id SERIAL PRIMARY KEY, user_id INT, status TEXT, total NUMERIC,
          created_at TIMESTAMP DEFAULT now());
        INSERT INTO orders (user_id, status, total, created_at) VALUES
          (1, 'paid', NULL, now() - interval '2 days'),
          (2, 'failed', NULL, now() - interval '1 day'),
          (3, 'paid', 120, now());
        CREATE ROLE scram LOGIN SUPERUSER PASSWORD 'upstream-secret';
        """);
  }

  /** Runs SQL as the superuser, straight at the server. */
  public static void execute(String database, String sql) {
    execute(port(), database, sql);
  }

  private static void execute(int port, String database, String sql) {
    try (Connection connection = connect(port, database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row, as the superuser, straight at the server. */
  public static String value(String sql) {
    return value(port(), sql);
  }

  /** The same in another database. */
  public static String value(String database, String sql) {
    return value(port(), database, sql);
  }

  /** The same of a server that was {@link #fill filled}. */
  public static String value(int port, String sql) {
    return value(port, DATABASE, sql);
  }

  private static String value(int port, String database, String sql) {
    try (Connection connection = connect(port, database);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static Connection connect(int port, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", "postgres");
  }
}
