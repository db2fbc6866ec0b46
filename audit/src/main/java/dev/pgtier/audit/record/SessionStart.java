package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Objects;

/**
 * A principal logged in.
 *
 * @param login by which way, as {@code scram} or {@code certificate}
 * @param tls the version, or null without TLS
 */
public record SessionStart(Origin origin, String database, String login, String tls)
    implements AuditRecord {
  private static final byte[] DATABASE = JsonBytes.field("database");
  private static final byte[] LOGIN = JsonBytes.field("login");
  private static final byte[] TLS = JsonBytes.field("tls");

  public SessionStart {
    Objects.requireNonNull(origin);
  }

  @Override
  public String event() {
    return "session-start";
  }

  /** A session that cannot be recorded must not begin. */
  @Override
  public boolean hasHappened() {
    return false;
  }

  @Override
  public void encode(JsonBytes out, SqlText text) {
    origin.write(out);
    out.field(DATABASE, database)
        .field(LOGIN, login)
        .field(TLS, tls)
        .field(Fields.POLICY, origin.policy());
  }
}
