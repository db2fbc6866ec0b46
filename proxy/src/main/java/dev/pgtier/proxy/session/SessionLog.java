package dev.pgtier.proxy.session;

import dev.pgtier.audit.AuditUnavailable;
import dev.pgtier.proxy.record.SessionRecorder;
import dev.pgtier.proxy.record.Ticket;
import java.util.concurrent.TimeUnit;

/**
 * What the audit hears of a session itself: that it began, as whom, and why it ended. One whose
 * beginning cannot be recorded does not begin; then nothing is said of its end either.
 */
final class SessionLog {
  private final SessionRecorder recorder;
  private final long opened;

  /** The record of the start, while it is waited for. */
  private Ticket starting;

  private boolean recordedStart;
  private String endReason = "the client hung up";
  private String endState;

  /**
   * Nothing is recorded yet.
   *
   * @param opened when the connection came, in nanoseconds of {@link System#nanoTime}
   */
  SessionLog(SessionRecorder recorder, long opened) {
    this.recorder = recorder;
    this.opened = opened;
  }

  SessionRecorder recorder() {
    return recorder;
  }

  /**
   * The session starts.
   *
   * @param login by which way
   * @param tls the version, or null
   * @return whether it must wait until {@link #startSettled}
   */
  boolean starts(String database, String login, String tls) {
    if (recorder.records()) {
      starting = recorder.started(database, login, tls);
    }
    return starting != null;
  }

  /** Whether the record of the start is safe now, or has failed. */
  boolean startSettled() {
    return starting != null && starting.isSettled();
  }

  /** Why the start could not be recorded; null if it is. */
  AuditUnavailable takeStart() {
    AuditUnavailable failure = starting.failure();
    starting = null;
    recordedStart = failure == null;
    return failure;
  }

  /** Whether the log takes more of this session; where not, {@code later} is told. */
  boolean hasRoom(Runnable later) {
    if (!recorder.isFull()) {
      return true;
    }
    recorder.shared().whenRoom(later);
    return false;
  }

  /** The client calls itself so from now on. */
  void application(String name) {
    if (recorder.records()) {
      recorder.application(name);
    }
  }

  /** Why the session is going to end, where it is not for the client's hanging up. */
  void endsBy(Refusal refusal) {
    endReason = refusal.reason();
    endState = refusal.sqlState();
  }

  /** The session has ended, and nothing more is heard of its statements. */
  void ended() {
    if (recordedStart) {
      recordedStart = false;
      recorder.ended(
          endReason, endState, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - opened));
    }
  }
}
