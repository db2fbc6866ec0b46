package dev.pgtier.migrations.database;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A database cannot be used as it should; the message is a sentence for a person. It never holds a
 * server's DETAIL, which repeats values of rows.
 */
public class DatabaseException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public DatabaseException(String message) {
    super(message);
    this.sqlState = "";
  }

  /** What was tried, and the server's or driver's own words. */
  public DatabaseException(String tried, SQLException why) {
    super(tried + ": " + words(why), why);
    this.sqlState = why.getSQLState() == null ? "" : why.getSQLState();
  }

  /** The server's, or "". */
  public String sqlState() {
    return sqlState;
  }

  private static String words(SQLException why) {
    ServerErrorMessage said =
        why instanceof PSQLException server ? server.getServerErrorMessage() : null;
    if (said == null) {
      return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    }
    return said.getMessage() + " (" + said.getSQLState() + ")";
  }
}
