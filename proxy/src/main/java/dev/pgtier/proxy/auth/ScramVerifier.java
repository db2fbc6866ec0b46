package dev.pgtier.proxy.auth;

/**
 * A SCRAM-SHA-256 verifier as PostgreSQL stores it in {@code pg_authid.rolpassword}.
 *
 * @param text {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}, base64
 */
public record ScramVerifier(String text) {
  @Override
  public String toString() {
    return "(verifier)";
  }
}
