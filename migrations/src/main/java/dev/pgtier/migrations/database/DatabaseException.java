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
  private final String reason;

  public DatabaseException(String message) {
    super(message);
    this.sqlState = "";
    this.reason = message;
  }

  /** What was tried, and the server's or driver's own words. */
  public DatabaseException(String tried, SQLException why) {
    super(tried + ": " + words(why), why);
    this.sqlState = why.getSQLState() == null ? "" : why.getSQLState();
    this.reason = words(why);
  }

  /** The server's or driver's words alone. */
  public String reason() {
    return reason;
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
    String code = said.getSQLState() == null ? "" : said.getSQLState();
    // A data exception quotes the value that it is about.
    return (code.startsWith("22") ? "a value does not fit" : said.getMessage()) + " (" + code + ")";
  }
}
