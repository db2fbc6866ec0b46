package dev.pgtier.audit;

import java.io.IOException;

/** The log cannot be opened; the message is a sentence for whoever started the program. */
public final class AuditLogException extends IOException {
  private static final long serialVersionUID = 1L;

  public AuditLogException(String message) {
    super(message);
  }

  public AuditLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
