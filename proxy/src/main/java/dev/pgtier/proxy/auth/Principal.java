package dev.pgtier.proxy.auth;

import java.util.Optional;

/**
 * A login at the proxy.
 *
 * @param verifier in PostgreSQL's form; empty when only a client certificate logs it in
 * @param trustedContext whether the leading comment of its statements is believed by the audit
 * @param validates whether it may also name the databases of single validations
 */
public record Principal(
    String name,
    String tier,
    Optional<ScramVerifier> verifier,
    boolean trustedContext,
    boolean validates) {
  /** The same with the right to name the databases of validations. */
  public Principal validating() {
    return new Principal(name, tier, verifier, trustedContext, true);
  }
}
