package dev.pgtier.proxy.scram;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;

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
   * SaltedPassword of RFC 5802: milliseconds of work, never on an event loop. A password that
   * SASLprep forbids is taken as it is, as the server does.
   *
   * @return {@link #KEY_LENGTH} bytes
   * @throws IllegalArgumentException if the password is empty
   */
  public static byte[] saltedPassword(String password, byte[] salt, int iterations) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the password is empty");
    }
    return ScramFunctions.saltedPassword(
        MECHANISM, preparation(password), password.toCharArray(), salt, iterations);
  }

  /** PostgreSQL keeps what would be empty after SASLprep; the library throws. */
  private static StringPreparation preparation(String password) {
    try {
      StringPreparation.POSTGRESQL_PREPARATION.normalize(password.toCharArray());
      return StringPreparation.POSTGRESQL_PREPARATION;
    } catch (IllegalArgumentException e) {
      return StringPreparation.NO_PREPARATION;
    }
  }
}
