package dev.pgtier.mcp.file;

/** A file that tools may not have; the message is for who asked. */
public final class FileException extends Exception {
  private static final long serialVersionUID = 1L;

  FileException(String message) {
    super(message);
  }

  FileException(String message, Throwable cause) {
    super(message, cause);
  }
}
