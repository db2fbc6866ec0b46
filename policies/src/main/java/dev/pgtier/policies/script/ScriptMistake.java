package dev.pgtier.policies.script;

/**
 * Something in a file that it may not have.
 *
 * @param line from 1
 * @param column in characters, from 1
 * @param message one sentence, without a full stop
 */
public record ScriptMistake(int line, int column, String message) {
  /** {@code line:column: message}. */
  @Override
  public String toString() {
    return line + ":" + column + ": " + message;
  }
}
