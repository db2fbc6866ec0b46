package dev.pgtier.migrations.apply;

/** A file did not come to its end; the message says at which statement, and why. */
public final class ApplyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public ApplyException(String sqlState, String message, Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState == null ? "" : sqlState;
  }

  /** The server's or the gate's; empty where neither was asked. */
  public String sqlState() {
    return sqlState;
  }
}
