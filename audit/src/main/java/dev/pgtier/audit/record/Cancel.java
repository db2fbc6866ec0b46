package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Objects;

/**
 * A CancelRequest came.
 *
 * @param session the one that it names, or null where no session has that secret
 * @param statement what was running there, or null
 * @param client who sent it
 */
public record Cancel(String session, String statement, Client client) implements AuditRecord {
  public Cancel {
    Objects.requireNonNull(client);
  }

  @Override
  public String event() {
    return "cancel";
  }

  @Override
  public boolean hasHappened() {
    return true;
  }

  @Override
  public void encode(JsonBytes out, SqlText text) {
    out.field(Fields.SESSION, session).field(Fields.STATEMENT, statement);
    client.write(out);
  }
}
