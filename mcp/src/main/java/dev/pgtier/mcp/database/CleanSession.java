package dev.pgtier.mcp.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** What a caller's own SQL leaves behind in a session, and must not reach the next caller. */
final class CleanSession {
  private CleanSession() {}

  /**
   * Ends an open transaction and forgets settings, temporary tables, locks and prepared statements;
   * where that fails, the connection goes.
   *
   * @return whether a transaction was open, and is rolled back now
   */
  static boolean restore(Database database, Connection connection) {
    boolean open = false;
    try (Statement statement = connection.createStatement()) {
      open = connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
      if (open) {
        statement.execute("ROLLBACK");
      }
      statement.execute("DISCARD ALL");
    } catch (SQLException e) {
      database.discard(connection);
    }
    return open;
  }
}
