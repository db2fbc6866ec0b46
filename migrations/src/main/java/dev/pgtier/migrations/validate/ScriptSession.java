package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.policies.script.CopyData;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/** The session in which a file runs: through the proxy, a statement at a time, as it is written. */
final class ScriptSession implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;

  private final Connection connection;
  private final Watcher watcher;

  private ScriptSession(Connection connection, Watcher watcher) {
    this.connection = connection;
    this.watcher = watcher;
  }

  static ScriptSession open(ProxyAccess proxy, String database, Watcher watcher)
      throws DatabaseException {
    return new ScriptSession(proxy.connect(database), watcher);
  }

  int pid() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /** Runs one statement; rows that it returned or changed, if the server counts any. */
  OptionalLong run(String sql, Optional<CopyData> data) throws SQLException {
    if (data.isPresent()) {
      try {
        return OptionalLong.of(
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(sql, new StringReader(data.get().text())));
      } catch (IOException e) {
        throw new AssertionError("a text is read from memory", e);
      }
    }
    try (Statement statement = statement()) {
      boolean rows = statement.execute(sql);
      if (!rows) {
        long count = statement.getLargeUpdateCount();
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
      }
      long count = 0;
      try (ResultSet result = statement.getResultSet()) {
        while (result.next()) {
          count++;
        }
      }
      return OptionalLong.of(count);
    } finally {
      watcher.onCancel(() -> {});
    }
  }

  /** The rows of a query, but no more than {@code most}; every value as text. */
  List<List<String>> rows(String sql, int most) throws SQLException {
    try (Statement statement = statement();
        ResultSet result = statement.executeQuery(sql)) {
      String[] row = new String[result.getMetaData().getColumnCount()];
      List<List<String>> rows = new ArrayList<>();
      while (rows.size() < most && result.next()) {
        for (int i = 0; i < row.length; i++) {
          row[i] = result.getString(i + 1);
        }
        rows.add(Arrays.asList(row.clone()));
      }
      return rows;
    } finally {
      watcher.onCancel(() -> {});
    }
  }

  private Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    statement.setEscapeProcessing(false);
    watcher.onCancel(() -> cancel(statement));
    return statement;
  }

  /**
   * Asks the server until the statement is closed. A request that comes before the statement does
   * nothing, and {@link Statement#cancel} asks only once, so the connection is asked.
   */
  private void cancel(Statement statement) {
    Thread thread = new Thread(() -> ask(statement), "pgtier-validate-cancel");
    thread.setDaemon(true);
    thread.start();
  }

  private void ask(Statement statement) {
    try {
      BaseConnection asked = connection.unwrap(BaseConnection.class);
      while (!statement.isClosed()) {
        asked.cancelQuery();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      // It has ended, or the server cannot be reached: either way it returns by itself.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws DatabaseException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new DatabaseException("the session at the proxy did not end", e);
    }
  }
}
