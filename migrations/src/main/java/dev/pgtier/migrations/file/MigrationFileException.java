package dev.pgtier.migrations.file;

/** A file cannot be a migration; the message is one sentence. */
public final class MigrationFileException extends Exception {
  private static final long serialVersionUID = 1L;

  MigrationFileException(String message) {
    super(message);
  }

  MigrationFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
