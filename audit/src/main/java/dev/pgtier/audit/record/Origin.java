package dev.pgtier.audit.record;

import dev.pgtier.audit.json.JsonBytes;
import java.util.Objects;

/** Who is at work, and by which rules; the same for all statements of a session. */
public final class Origin {
  private static final byte[] TIER = JsonBytes.field("tier");
  private static final byte[] UPSTREAM = JsonBytes.field("upstream");

  private final String session;
  private final String principal;
  private final String tier;
  private final String upstream;
  private final Client client;
  private final String policy;

  /** What every record of a session has, once it is written. */
  private volatile byte[] written;

  /**
   * Of a session that is logged in.
   *
   * @param session a ULID
   * @param policy {@code sha256:} and the hash of the tier's file
   */
  public Origin(
      String session,
      String principal,
      String tier,
      String upstream,
      Client client,
      String policy) {
    this.session = Objects.requireNonNull(session);
    this.principal = Objects.requireNonNull(principal);
    this.tier = Objects.requireNonNull(tier);
    this.upstream = Objects.requireNonNull(upstream);
    this.client = Objects.requireNonNull(client);
    this.policy = policy;
  }

  public String session() {
    return session;
  }

  public String principal() {
    return principal;
  }

  public String tier() {
    return tier;
  }

  public String upstream() {
    return upstream;
  }

  public Client client() {
    return client;
  }

  public String policy() {
    return policy;
  }

  void write(JsonBytes out) {
    byte[] known = written;
    if (known != null) {
      out.raw(known);
      return;
    }
    int start = out.length();
    out.field(Fields.SESSION, session)
        .field(Fields.PRINCIPAL, principal)
        .field(TIER, tier)
        .field(UPSTREAM, upstream);
    client.write(out);
    written = out.since(start);
  }
}
