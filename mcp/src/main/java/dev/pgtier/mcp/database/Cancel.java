package dev.pgtier.mcp.database;

import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels a statement that runs, or is just going to, on another thread. */
final class Cancel {
  private static final Logger log = LoggerFactory.getLogger(Cancel.class);
  private static final long PAUSE_MILLIS = 100;

  private Cancel() {}

  /** Asks the server until the statement is closed; before it runs, asking does nothing. */
  static void keepAsking(Statement statement) {
    Thread thread = new Thread(() -> ask(statement), "pgtier-mcp-cancel");
    thread.setDaemon(true);
    thread.start();
  }

  private static void ask(Statement statement) {
    try {
      while (!statement.isClosed()) {
        statement.cancel();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (SQLException e) {
      log.debug("a statement could not be cancelled: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
