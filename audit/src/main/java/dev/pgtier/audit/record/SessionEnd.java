package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Objects;

/**
 * A session is over.
 *
 * @param reason in words: who ended it and why
 * @param sqlstate what the client was told, or null
 * @param statements how many were decided in it
 * @param micros how long it lasted, in microseconds
 */
public record SessionEnd(
    String session, String principal, String reason, String sqlstate, long statements, long micros)
    implements AuditRecord {
  private static final byte[] STATEMENTS = JsonBytes.field("statements");

  public SessionEnd {
    Objects.requireNonNull(session);
  }

  @Override
  public String event() {
    return "session-end";
  }

  @Override
  public boolean hasHappened() {
    return true;
  }

  @Override
  public void encode(JsonBytes out, SqlText text) {
    out.field(Fields.SESSION, session)
        .field(Fields.PRINCIPAL, principal)
        .field(Fields.REASON, reason)
        .field(Fields.SQLSTATE, sqlstate);
    Fields.count(out, STATEMENTS, statements);
    Fields.count(out, Fields.MICROS, micros);
  }
}
