package dev.pgtier.migrations.report;

import dev.pgtier.migrations.report.ValidationReport.LockUse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One statement of the file, as it ran.
 *
 * @param number in the file, from 1
 * @param line of its first token
 * @param command such as {@code ALTER TABLE}
 * @param effect as policies call it
 * @param sql its first line, cut
 * @param rows that it returned or changed; empty where the server counts none
 * @param took as the client sees it
 * @param locks that it took and the statements before it in its transaction had not
 * @param rewritten tables of which it wrote a new file
 */
public record StatementReport(
    int number,
    int line,
    String command,
    String effect,
    String sql,
    State state,
    OptionalLong rows,
    Duration took,
    List<LockUse> locks,
    List<String> rewritten,
    Optional<Failure> failure) {
  public StatementReport {
    locks = List.copyOf(locks);
    rewritten = List.copyOf(rewritten);
  }

  /** How far it came. */
  public enum State {
    DONE,
    FAILED,
    NOT_RUN
  }

  /**
   * What the server or the proxy said.
   *
   * @param line in the file, as exactly as the error tells
   * @param hint "" if there is none
   */
  public record Failure(int line, String sqlState, String message, String hint) {}
}
