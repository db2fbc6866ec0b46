package dev.pgtier.parser.outliner;

/** Ends the build; the message is all that its reader needs. */
final class BuildException extends RuntimeException {
  BuildException(String message) {
    super(message);
  }

  BuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
