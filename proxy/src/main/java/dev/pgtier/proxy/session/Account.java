package dev.pgtier.proxy.session;

import dev.pgtier.audit.record.Outcome.Status;
import dev.pgtier.proxy.record.SessionRecorder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The statements of one message in the audit log, until each has its outcome. */
final class Account {
  private final SessionRecorder recorder;
  private final List<String> statements;
  private long began;
  private int at;
  private boolean forwarded;

  /**
   * Of decisions that are on their way into the log.
   *
   * @param statements their names in it
   * @param began {@link System#nanoTime} when the message came
   */
  Account(SessionRecorder recorder, List<String> statements, long began) {
    this.recorder = recorder;
    this.statements = statements;
    this.began = began;
  }

  /** The message goes to the server now. */
  void forwarded() {
    forwarded = true;
  }

  /** Its decision is not in the log, so that there is nothing to follow on. */
  void dropped() {
    at = statements.size();
  }

  /** The statement that runs, by its name in the log; null if all have ended. */
  String running() {
    return at < statements.size() ? statements.get(at) : null;
  }

  /** The next statement has ended. */
  void ended(Status status, String tag, long rows, long bytes, String sqlState, String rule) {
    if (at < statements.size()) {
      long now = System.nanoTime();
      long micros = TimeUnit.NANOSECONDS.toMicros(now - began);
      recorder.outcome(statements.get(at++), status, tag, rows, bytes, sqlState, rule, micros);
      began = now;
    }
  }

  /** The server does not run the others. */
  void passedOver() {
    rest(Status.SKIPPED);
  }

  /** The connection is gone. */
  void lost() {
    rest(forwarded ? Status.LOST : Status.SKIPPED);
  }

  private void rest(Status status) {
    while (at < statements.size()) {
      recorder.outcome(statements.get(at++), status, null, -1, -1, null, null, -1);
    }
  }
}
