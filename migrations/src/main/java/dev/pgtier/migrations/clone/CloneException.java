package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.DatabaseException;

/** A clone cannot be made or used; the message is a sentence that says what to do. */
public final class CloneException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  public CloneException(String message) {
    super(message);
  }
}
