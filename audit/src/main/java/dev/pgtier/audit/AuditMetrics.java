package dev.pgtier.audit;

/**
 * What the log reports of itself; called on its own threads or an appender's, must not block. No
 * SQL and no secret is among the texts.
 */
public interface AuditMetrics {
  /** For where nobody looks. */
  AuditMetrics NONE = new AuditMetrics() {};

  /** Some records are safe. */
  default void recorded(int records, int bytes) {}

  /** The disk took so long to have them, where each group waits for it. */
  default void synced(long nanos) {}

  /** From now on records are refused; told once for each gap. */
  default void unavailable(AuditUnavailable.Reason reason, String detail) {}

  /**
   * A record was not taken.
   *
   * @param happened whether it is an event that happened and of which nothing is recorded now; else
   *     a statement or log-in that does not happen
   */
  default void turnedAway(boolean happened) {}

  /**
   * Records are written again.
   *
   * @param refused statements and log-ins that did not happen
   * @param dropped events of which nothing is recorded
   */
  default void available(long refused, long dropped) {}

  /** A checkpoint over all records up to this one is on disk. */
  default void sealed(long seq) {}

  /** A new file began; another one was compressed or deleted. */
  default void rotated(String file) {}

  default void compressed(String file) {}

  default void deleted(String file) {}

  /** Another key signs from now on. */
  default void keyRotated(String id) {}

  /**
   * Something failed that stops no statement and is tried again.
   *
   * @param task as {@code checkpoint}, {@code rotate}, {@code compress}, {@code retention}, {@code
   *     key}, or the second place of checkpoints
   */
  default void taskFailed(String task, String detail) {}
}
