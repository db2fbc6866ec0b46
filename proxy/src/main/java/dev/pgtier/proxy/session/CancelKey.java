package dev.pgtier.proxy.session;

import java.security.SecureRandom;

/**
 * The key by which a client cancels: the upstream's real pid, so that {@code pg_backend_pid()} and
 * notifications agree with it, and a secret of the proxy's own, so that it opens nothing upstream.
 */
final class CancelKey {
  /** Protocol 3.2 allows 4 to 256 bytes; 3.0 has exactly 4. */
  private static final int LONG = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final int pid;
  private final byte[] secret;

  private CancelKey(int pid, byte[] secret) {
    this.pid = pid;
    this.secret = secret;
  }

  static CancelKey draw(int pid, boolean longKey) {
    byte[] secret = new byte[longKey ? LONG : 4];
    RANDOM.nextBytes(secret);
    return new CancelKey(pid, secret);
  }

  int pid() {
    return pid;
  }

  byte[] secret() {
    return secret;
  }
}
