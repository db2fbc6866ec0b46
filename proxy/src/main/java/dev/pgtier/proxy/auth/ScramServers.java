package dev.pgtier.proxy.auth;

import dev.pgtier.proxy.scram.Scram;
import dev.pgtier.proxy.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Starts the exchanges of one process. It keeps the secret from which an unknown name gets its mock
 * verifier: the same salt at every try, as a principal's would be, and not to be foretold.
 */
public final class ScramServers {
  private static final String HMAC = "HmacSHA256";

  /** In bytes, before base64; as PostgreSQL has it. */
  private static final int NONCE_LENGTH = 18;

  private final SecureRandom random;
  private final SecretKeySpec mockSecret;

  public ScramServers(SecureRandom random) {
    this.random = random;
    byte[] secret = new byte[Scram.KEY_LENGTH];
    random.nextBytes(secret);
    this.mockSecret = new SecretKeySpec(secret, HMAC);
  }

  /**
   * Starts an exchange; safe from any thread, and cheap enough for an event loop.
   *
   * @param user as the StartupMessage says
   * @param verifier empty if there is no such principal, or no password can log it in: then the
   *     exchange goes its way and fails at its end. Only a verifier with PostgreSQL's default
   *     iterations and salt length looks like that from outside.
   * @param endPoint the tls-server-end-point hash of our certificate if the connection is on TLS;
   *     with it -PLUS is offered
   */
  public ScramServer begin(
      String user, Optional<ScramVerifier> verifier, Optional<Bytes> endPoint) {
    // Always made, so that the time does not tell whether it was needed.
    ScramVerifier mock = mockVerifier(user);
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    return new ScramServer(
        user,
        verifier.orElse(mock),
        verifier.isEmpty(),
        endPoint,
        Base64.getEncoder().encodeToString(nonce));
  }

  private ScramVerifier mockVerifier(String user) {
    byte[] salt = Arrays.copyOf(hmac("salt", user), ScramVerifier.SALT_LENGTH);
    return ScramVerifier.of(
        ScramVerifier.DEFAULT_ITERATIONS,
        Bytes.copyOf(salt),
        Bytes.copyOf(hmac("StoredKey", user)),
        Bytes.copyOf(hmac("ServerKey", user)));
  }

  private byte[] hmac(String purpose, String user) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(mockSecret);
      return mac.doFinal((purpose + "\0" + user).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
