package dev.pgtier.cli;

import picocli.CommandLine.ExitCode;

/** A command cannot go on; the message is one sentence that tells its user what to do. */
public class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What the command ends with. */
  public int exitCode() {
    return ExitCode.SOFTWARE;
  }

  /** What standard error gets. */
  String shown() {
    return "pgtier: " + getMessage();
  }
}
