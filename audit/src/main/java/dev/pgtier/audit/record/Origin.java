package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Objects;

/**
 * Who is at work, and by which rules; the same for all statements of a session.
 *
 * @param session a ULID
 * @param policy {@code sha256:} and the hash of the tier's file
 */
public record Origin(
    String session, String principal, String tier, String upstream, Client client, String policy) {
  private static final byte[] TIER = JsonBytes.field("tier");
  private static final byte[] UPSTREAM = JsonBytes.field("upstream");

  public Origin {
    Objects.requireNonNull(session);
    Objects.requireNonNull(principal);
    Objects.requireNonNull(tier);
    Objects.requireNonNull(upstream);
    Objects.requireNonNull(client);
  }

  void write(JsonBytes out) {
    out.field(Fields.SESSION, session)
        .field(Fields.PRINCIPAL, principal)
        .field(TIER, tier)
        .field(UPSTREAM, upstream);
    client.write(out);
  }
}
