package dev.pgtier.migrations.validate;

/** There can be no report; the message is a sentence that says why. */
public final class ValidationException extends Exception {
  private static final long serialVersionUID = 1L;

  public ValidationException(String message) {
    super(message);
  }

  public ValidationException(String message, Throwable cause) {
    super(message, cause);
  }
}
