package dev.pgtier.proxy.auth;

import java.util.Optional;

/**
 * A login at the proxy.
 *
 * @param verifier in PostgreSQL's form; empty when only a client certificate logs it in
 * @param trustedContext whether the leading comment of its statements is believed by the audit
 */
public record Principal(
    String name, String tier, Optional<ScramVerifier> verifier, boolean trustedContext) {}
