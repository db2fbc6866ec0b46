package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;

/** A rule cannot be kept; the message is a sentence that says which and what to do. */
public final class MaskException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  public MaskException(String message) {
    super(message);
  }
}
