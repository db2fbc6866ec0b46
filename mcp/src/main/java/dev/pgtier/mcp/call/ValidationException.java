package dev.pgtier.mcp.call;

/** Why a migration could not be tried; the message is for the agent. */
public final class ValidationException extends Exception {
  private static final long serialVersionUID = 1L;

  public ValidationException(String message) {
    super(message);
  }

  public ValidationException(String message, Throwable cause) {
    super(message, cause);
  }
}
