package dev.pgtier.proxy.session;

/** Where a session's life stands; it only moves forward. */
enum Phase {
  STARTUP,
  AUTHENTICATING,
  CONNECTING,
  RELAYING,
  /** The client is gone or told so; the upstream may still be finishing. */
  ENDED
}
