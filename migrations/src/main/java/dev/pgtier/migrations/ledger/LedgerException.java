package dev.pgtier.migrations.ledger;

/**
 * The ledger cannot be read or written, or is not as it was written; the message is one sentence.
 */
public final class LedgerException extends Exception {
  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }

  LedgerException(String message, Throwable cause) {
    super(message, cause);
  }
}
