package dev.pgtier.proxy.scram;

import com.ongres.scram.common.ScramMechanism;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** SCRAM-SHA-256 as PostgreSQL has it: RFC 5802, RFC 7677, manual section "SASL Authentication". */
public final class Scram {
  public static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
  public static final String SCRAM_SHA_256 = "SCRAM-SHA-256";
  public static final String SCRAM_SHA_256_PLUS = "SCRAM-SHA-256-PLUS";

  /** The one channel binding that PostgreSQL knows (RFC 5929). */
  public static final String TLS_SERVER_END_POINT = "tls-server-end-point";

  /** Of every key, in bytes. */
  public static final int KEY_LENGTH = 32;

  private Scram() {}

  /**
   * SaltedPassword of RFC 5802: milliseconds of work, never on an event loop.
   *
   * @return {@link #KEY_LENGTH} bytes
   * @throws IllegalArgumentException if the password or the salt is empty, or iterations below 1
   */
  public static byte[] saltedPassword(String password, byte[] salt, int iterations) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the password is empty");
    }
    PBEKeySpec spec =
        new PBEKeySpec(
            SaslPrep.prepare(password).toCharArray(), salt, iterations, Byte.SIZE * KEY_LENGTH);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }
}
