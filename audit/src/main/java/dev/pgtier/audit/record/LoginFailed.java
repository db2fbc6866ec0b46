package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Objects;

/**
 * Somebody was not let in.
 *
 * @param principal the name that was claimed, or null; it need not exist
 * @param sqlstate what the client was told
 * @param reason in words
 */
public record LoginFailed(String principal, Client client, String sqlstate, String reason)
    implements AuditRecord {
  public LoginFailed {
    Objects.requireNonNull(client);
  }

  @Override
  public String event() {
    return "login-failed";
  }

  @Override
  public boolean hasHappened() {
    return true;
  }

  @Override
  public void encode(JsonBytes out, SqlText text) {
    out.field(Fields.PRINCIPAL, principal);
    client.write(out);
    out.field(Fields.SQLSTATE, sqlstate).field(Fields.REASON, reason);
  }
}
