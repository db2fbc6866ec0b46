package dev.pgtier.proxy.auth;

import com.ongres.scram.common.ScramFunctions;
import dev.pgtier.proxy.scram.Scram;
import dev.pgtier.proxy.wire.Bytes;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SCRAM-SHA-256 verifier as PostgreSQL stores it in {@code pg_authid.rolpassword}.
 *
 * @param text {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}, base64
 */
public record ScramVerifier(String text) {
  /** As PostgreSQL's {@code scram_iterations} has it until somebody sets it. */
  public static final int DEFAULT_ITERATIONS = 4096;

  /** Of the salts that PostgreSQL and we draw, in bytes. */
  static final int SALT_LENGTH = 16;

  private static final Pattern FORM =
      Pattern.compile("SCRAM-SHA-256\\$([1-9][0-9]{0,9}):([^:$]+)\\$([^:$]+):([^:$]+)");
  private static final int ITERATIONS = 1;
  private static final int SALT = 2;
  private static final int STORED_KEY = 3;
  private static final int SERVER_KEY = 4;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is another; the message does not repeat the text
   */
  public ScramVerifier {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()
        || Long.parseLong(parts.group(ITERATIONS)) > Integer.MAX_VALUE
        || !isBase64(parts.group(SALT))
        || !isKey(parts.group(STORED_KEY))
        || !isKey(parts.group(SERVER_KEY))) {
      throw new IllegalArgumentException(
          "not a SCRAM verifier: SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>");
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the form is another; the message does not repeat the text
   */
  public static ScramVerifier parse(String text) {
    return new ScramVerifier(text);
  }

  /**
   * Makes one with a salt of its own; takes milliseconds.
   *
   * @throws IllegalArgumentException if the password is empty
   */
  public static ScramVerifier derive(String password) {
    byte[] salt = new byte[SALT_LENGTH];
    new SecureRandom().nextBytes(salt);
    return derive(password, DEFAULT_ITERATIONS, Bytes.copyOf(salt));
  }

  /**
   * Makes one; takes milliseconds.
   *
   * @throws IllegalArgumentException if the password or the salt is empty, or iterations below 1
   */
  public static ScramVerifier derive(String password, int iterations, Bytes salt) {
    byte[] salted = Scram.saltedPassword(password, salt.toByteArray(), iterations);
    byte[] clientKey = ScramFunctions.clientKey(Scram.MECHANISM, salted);
    return of(
        iterations,
        salt,
        Bytes.copyOf(ScramFunctions.storedKey(Scram.MECHANISM, clientKey)),
        Bytes.copyOf(ScramFunctions.serverKey(Scram.MECHANISM, salted)));
  }

  static ScramVerifier of(int iterations, Bytes salt, Bytes storedKey, Bytes serverKey) {
    return new ScramVerifier(
        Scram.SCRAM_SHA_256
            + "$"
            + iterations
            + ":"
            + encode(salt)
            + "$"
            + encode(storedKey)
            + ":"
            + encode(serverKey));
  }

  public int iterations() {
    return Integer.parseInt(part(ITERATIONS));
  }

  public Bytes salt() {
    return decode(part(SALT));
  }

  /** What a client's proof is checked against. */
  public Bytes storedKey() {
    return decode(part(STORED_KEY));
  }

  /** What the server's own signature is made with. */
  public Bytes serverKey() {
    return decode(part(SERVER_KEY));
  }

  @Override
  public String toString() {
    return "(verifier)";
  }

  private String part(int group) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new AssertionError("the constructor has checked it");
    }
    return parts.group(group);
  }

  private static boolean isKey(String base64) {
    return isBase64(base64) && decode(base64).length() == Scram.KEY_LENGTH;
  }

  private static boolean isBase64(String text) {
    try {
      return decode(text).length() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Bytes decode(String base64) {
    return Bytes.copyOf(Scram.decodeBase64(base64));
  }

  private static String encode(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
