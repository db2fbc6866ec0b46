package dev.pgtier.migrations.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One session at a database. Names resolve in pg_catalog only, so that nothing of the database's
 * own can stand in for what is called here. Belongs to one thread.
 */
public final class Session implements AutoCloseable {
  private static final List<String> SETTINGS =
      List.of(
          "SET search_path = pg_catalog",
          "SET client_min_messages = error",
          "SET statement_timeout = 0",
          "SET idle_in_transaction_session_timeout = 0",
          "SET default_transaction_read_only = off",
          "SET row_security = off");

  private final Connection connection;
  private final ConnectionParameters parameters;

  private Session(Connection connection, ConnectionParameters parameters) {
    this.connection = connection;
    this.parameters = parameters;
  }

  static Session begin(Connection connection, ConnectionParameters parameters)
      throws SQLException, DatabaseException {
    Session session = new Session(connection, parameters);
    try {
      for (String setting : SETTINGS) {
        session.execute(setting);
      }
      return session;
    } catch (DatabaseException e) {
      connection.close();
      throw e;
    }
  }

  public ConnectionParameters parameters() {
    return parameters;
  }

  /** The driver's own, for what this type does not offer. */
  public Connection connection() {
    return connection;
  }

  /** The server's version as {@code server_version_num} has it, such as 150012. */
  public int version() throws DatabaseException {
    return Integer.parseInt(value("SHOW server_version_num").orElseThrow());
  }

  /** Runs statements one after the other; the first that fails ends it. */
  public void execute(String... statements) throws DatabaseException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(sql);
      } catch (SQLException e) {
        throw failure(sql, e);
      }
    }
  }

  /** Runs one statement and tells how many rows it wrote. */
  public long update(String sql) throws DatabaseException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      return statement.executeLargeUpdate(sql);
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** Runs the statements in one transaction, which is rolled back if one fails. */
  public void transaction(String... statements) throws DatabaseException {
    try {
      execute("BEGIN");
      execute(statements);
      execute("COMMIT");
    } catch (DatabaseException e) {
      try {
        execute("ROLLBACK");
      } catch (DatabaseException gone) {
        e.addSuppressed(gone);
      }
      throw e;
    }
  }

  /** The rows of a query, every value as text, null as null; none for a command without any. */
  public List<List<String>> rows(String sql, Object... values) throws DatabaseException {
    if (values.length == 0) {
      return plain(sql);
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.execute() ? read(statement) : List.of();
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** Without values a question mark is an operator, not a place for one. */
  private List<List<String>> plain(String sql) throws DatabaseException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      return statement.execute(sql) ? read(statement) : List.of();
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  private static List<List<String>> read(Statement statement) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (ResultSet result = statement.getResultSet()) {
      String[] row = new String[result.getMetaData().getColumnCount()];
      while (result.next()) {
        for (int i = 0; i < row.length; i++) {
          row[i] = result.getString(i + 1);
        }
        rows.add(Arrays.asList(row.clone()));
      }
    }
    return rows;
  }

  /** The first column of the first row; empty for no row and for null. */
  public Optional<String> value(String sql, Object... values) throws DatabaseException {
    List<List<String>> rows = rows(sql, values);
    return rows.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.get(0).get(0));
  }

  /** Whether the first column of the first row is true. */
  public boolean holds(String sql, Object... values) throws DatabaseException {
    return value(sql, values).equals(Optional.of("t"));
  }

  /** Whether the server still answers. */
  public boolean alive() {
    try {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() throws DatabaseException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new DatabaseException("the session at " + parameters.where() + " did not end", e);
    }
  }

  private DatabaseException failure(String sql, SQLException why) {
    String head = sql.strip().lines().findFirst().orElse("");
    int end = Math.min(head.length(), 120);
    return new DatabaseException(
        "%s refused \"%s%s\""
            .formatted(
                parameters.where(), head.substring(0, end), end < sql.strip().length() ? " …" : ""),
        why);
  }
}
