package dev.pgtier.proxy.tls;

import java.util.Optional;

/**
 * What the listener does about TLS, as its files were when they were last read. A connection keeps
 * the one that it began with, because its log-in may be bound to that certificate.
 *
 * @param server empty to answer every wish for TLS with no
 * @param required whether a log-in without TLS is refused
 */
public record ListenerTls(Optional<ServerTls> server, boolean required) {
  /** Connections in clear text only. */
  public static final ListenerTls NONE = new ListenerTls(Optional.empty(), false);
}
