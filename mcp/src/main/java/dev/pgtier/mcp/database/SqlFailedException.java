package dev.pgtier.mcp.database;

/** A statement that was denied or failed. */
public final class SqlFailedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient SqlFailure failure;

  SqlFailedException(SqlFailure failure, Throwable cause) {
    super(failure.reason(), cause);
    this.failure = failure;
  }

  public SqlFailure failure() {
    return failure;
  }
}
