package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;

/**
 * An event as it is handed to the log, which adds number, time and hashes. Texts are plain: what
 * they mean is the caller's business.
 */
public sealed interface AuditRecord
    permits Decision, Outcome, Cancel, SessionStart, SessionEnd, LoginFailed, Reload, LogEvent {
  /** The value of the field {@code event}. */
  String event();

  /**
   * Whether what it tells has happened whatever becomes of the record, so that a failing disk must
   * not lose it: it is kept in memory and written when there is room. Any other record fails at
   * once, and what it announces must then not happen.
   */
  boolean hasHappened();

  /** Writes its fields, each with its comma before. */
  void encode(JsonBytes out, SqlText sql);
}
