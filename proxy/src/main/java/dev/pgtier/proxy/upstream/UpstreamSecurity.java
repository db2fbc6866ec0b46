package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.wire.Bytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** TLS and credentials of all upstreams, made once and kept for every connection. */
public final class UpstreamSecurity {
  private record Entry(Optional<UpstreamTls> tls, Credential credential) {}

  private final Map<Upstream, Entry> entries;
  private final SecureRandom random = new SecureRandom();

  private UpstreamSecurity(Map<Upstream, Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads the files that the upstreams name.
   *
   * @throws IOException if one of them cannot be used; the message names the file and is for a
   *     person
   */
  public static UpstreamSecurity load(Collection<Upstream> upstreams) throws IOException {
    Map<Upstream, Entry> entries = new HashMap<>();
    for (Upstream upstream : upstreams) {
      entries.put(
          upstream,
          new Entry(
              UpstreamTls.load(upstream), new Credential(upstream.user(), upstream.password())));
    }
    return new UpstreamSecurity(Map.copyOf(entries));
  }

  /** Empty for {@link Upstream.TlsMode#DISABLE}. */
  Optional<UpstreamTls> tls(Upstream upstream) {
    return entry(upstream).tls();
  }

  /**
   * For one connection.
   *
   * @param confidential whether it is on TLS, or does not leave this machine
   * @param endPoint of the server's certificate, on TLS
   */
  UpstreamAuthenticator authenticator(
      Upstream upstream, boolean confidential, Optional<Bytes> endPoint, Executor blocking) {
    return new UpstreamAuthenticator(
        entry(upstream).credential(), confidential, endPoint, blocking, random);
  }

  private Entry entry(Upstream upstream) {
    Entry entry = entries.get(upstream);
    if (entry == null) {
      throw new IllegalArgumentException("upstream " + upstream.name() + " was not loaded");
    }
    return entry;
  }
}
