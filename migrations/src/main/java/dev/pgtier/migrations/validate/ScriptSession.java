package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.policies.script.CopyData;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.PSQLState;

/** The session in which a file runs: through the proxy, a statement at a time, as it is written. */
final class ScriptSession implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final int PIECE_BYTES = 64 << 10;

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
      return OptionalLong.of(copy(sql, data.get()));
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

  /** Sends data in pieces: between two of them, and while the server works, it can be given up. */
  private long copy(String sql, CopyData data) throws SQLException {
    PGConnection server = connection.unwrap(PGConnection.class);
    AtomicBoolean running = new AtomicBoolean(true);
    watcher.onCancel(() -> keepAsking(() -> !running.get()));
    try {
      byte[] bytes = data.text().getBytes(StandardCharsets.UTF_8);
      CopyIn copy = server.getCopyAPI().copyIn(sql);
      try {
        for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
          if (watcher.cancelled()) {
            throw new SQLException("the COPY was given up", PSQLState.QUERY_CANCELED.getState());
          }
          copy.writeToCopy(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
        }
        return copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } finally {
      running.set(false);
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
    watcher.onCancel(() -> keepAsking(statement::isClosed));
    return statement;
  }

  private interface Ended {
    boolean ended() throws SQLException;
  }

  /**
   * Asks the server until it has ended. A request that comes before the statement does nothing, and
   * {@link Statement#cancel} asks only once, so the connection is asked.
   */
  private void keepAsking(Ended ended) {
    Thread thread = new Thread(() -> ask(ended), "pgtier-validate-cancel");
    thread.setDaemon(true);
    thread.start();
  }

  private void ask(Ended ended) {
    try {
      PGConnection asked = connection.unwrap(PGConnection.class);
      while (!ended.ended()) {
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
