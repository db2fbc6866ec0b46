package dev.pgtier.mcp.database;

import java.sql.SQLException;

/** There was no session with the proxy, so that no statement can have been at fault. */
final class NoConnectionException extends SQLException {
  private static final long serialVersionUID = 1L;

  /**
   * Says where it was looked for.
   *
   * @param proxy host and port
   */
  NoConnectionException(String proxy, SQLException cause) {
    super(
        "no session with a proxy at %s: %s".formatted(proxy, SqlFailure.root(cause).getMessage()),
        SqlFailure.root(cause).getSQLState(),
        cause);
  }
}
