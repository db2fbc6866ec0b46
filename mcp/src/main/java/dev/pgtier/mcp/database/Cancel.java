package dev.pgtier.mcp.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels a statement that runs, or is just going to, on another thread. */
final class Cancel {
  private static final Logger log = LoggerFactory.getLogger(Cancel.class);
  private static final long PAUSE_MILLIS = 100;

  private Cancel() {}

  /**
   * Asks the server until the statement is closed. A request that comes before the statement does
   * nothing, and {@link Statement#cancel} asks only once, so the connection is asked.
   */
  static void keepAsking(Connection connection, Statement statement) {
    Thread thread = new Thread(() -> ask(connection, statement), "pgtier-mcp-cancel");
    thread.setDaemon(true);
    thread.start();
  }

  private static void ask(Connection connection, Statement statement) {
    try {
      BaseConnection asked = connection.unwrap(BaseConnection.class);
      while (!statement.isClosed()) {
        try {
          asked.cancelQuery();
        } catch (SQLException e) {
          log.debug("a statement could not be cancelled yet: {}", e.getMessage());
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      log.debug("a statement is not there to be cancelled: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
