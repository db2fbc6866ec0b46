package dev.pgtier.audit.search.index;

import java.io.IOException;

/** A file of the log cannot be read, or not to its end; the others can. */
final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(IOException cause) {
    super(reason(cause), cause);
  }

  /** File system errors say the path and may have nothing else to say. */
  private static String reason(IOException cause) {
    return cause instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
