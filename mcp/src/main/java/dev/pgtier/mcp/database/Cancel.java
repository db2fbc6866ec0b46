package dev.pgtier.mcp.database;

import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels a statement that runs on another thread. */
final class Cancel {
  private static final Logger log = LoggerFactory.getLogger(Cancel.class);

  private Cancel() {}

  /** Asks the server to; one that cannot be asked any more has nothing to cancel. */
  static void send(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      log.debug("a statement could not be cancelled: {}", e.getMessage());
    }
  }
}
