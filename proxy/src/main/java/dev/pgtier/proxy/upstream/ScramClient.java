package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.scram.Scram;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.SASLInitialResponse;
import dev.pgtier.proxy.wire.SASLResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client's side of one SCRAM-SHA-256 or SCRAM-SHA-256-PLUS exchange (RFC 5802). */
final class ScramClient {
  /** More than this is no protection but a way to keep us busy; PostgreSQL's default is 4096. */
  static final int MAX_ITERATIONS = 1_000_000;

  private static final int NONCE_LENGTH = 18;
  private static final Pattern SERVER_FIRST =
      Pattern.compile("r=([\\x21-\\x2B\\x2D-\\x7E]+),s=([A-Za-z0-9+/=]+),i=([1-9][0-9]{0,9})");
  private static final Pattern SERVER_FINAL = Pattern.compile("v=([A-Za-z0-9+/=]+)");

  private final Credential credential;
  private final String mechanism;
  private final String gs2Header;
  private final Optional<Bytes> binding;
  private final String nonce;
  private String serverFirst;
  private String serverNonce;
  private Bytes salt;
  private int iterations;
  private ScramKeys keys;
  private String signed;

  private ScramClient(
      Credential credential,
      String mechanism,
      String gs2Header,
      Optional<Bytes> binding,
      SecureRandom random) {
    this.credential = credential;
    this.mechanism = mechanism;
    this.gs2Header = gs2Header;
    this.binding = binding;
    byte[] drawn = new byte[NONCE_LENGTH];
    random.nextBytes(drawn);
    this.nonce = Base64.getEncoder().encodeToString(drawn);
  }

  /**
   * Chooses a mechanism: the one with channel binding wherever both sides can.
   *
   * @param endPoint the tls-server-end-point hash of the server's certificate
   * @throws LoginFailedException if none of them is known
   */
  static ScramClient choose(
      Credential credential, List<String> mechanisms, Optional<Bytes> endPoint, SecureRandom random)
      throws LoginFailedException {
    if (endPoint.isPresent() && mechanisms.contains(Scram.SCRAM_SHA_256_PLUS)) {
      String header = "p=" + Scram.TLS_SERVER_END_POINT + ",,";
      return new ScramClient(credential, Scram.SCRAM_SHA_256_PLUS, header, endPoint, random);
    }
    if (!mechanisms.contains(Scram.SCRAM_SHA_256)) {
      throw new LoginFailedException(
          "the server offers no SASL mechanism that pgtier speaks, but "
              + String.join(", ", mechanisms)
              + "; SCRAM-SHA-256 and SCRAM-SHA-256-PLUS would do");
    }
    // "y": we could, and you did not offer; if somebody took -PLUS off the list, the server knows.
    String header = endPoint.isPresent() ? "y,," : "n,,";
    return new ScramClient(credential, Scram.SCRAM_SHA_256, header, Optional.empty(), random);
  }

  SASLInitialResponse first() {
    return new SASLInitialResponse(mechanism, Optional.of(bytes(gs2Header + firstBare())));
  }

  /** The server takes the name from the StartupMessage. */
  private String firstBare() {
    return "n=,r=" + nonce;
  }

  /**
   * Takes the server-first-message.
   *
   * @return whether {@link #last} will be quick, since the keys are known
   */
  boolean challenge(Bytes message) throws LoginFailedException {
    serverFirst = text(message);
    Matcher parts = SERVER_FIRST.matcher(serverFirst);
    if (!parts.matches()
        || !parts.group(1).startsWith(nonce)
        || parts.group(1).length() == nonce.length()) {
      throw malformed();
    }
    serverNonce = parts.group(1);
    salt = decode(parts.group(2));
    if (Long.parseLong(parts.group(3)) > MAX_ITERATIONS) {
      throw new LoginFailedException(
          "the server asks for " + parts.group(3) + " SCRAM iterations; that is over a million");
    }
    iterations = Integer.parseInt(parts.group(3));
    keys = credential.proven(salt, iterations).orElse(null);
    return keys != null;
  }

  /** Looks the password up and derives keys, where they are not known yet: may block. */
  SASLResponse last() throws LoginFailedException {
    if (keys == null) {
      keys = ScramKeys.derive(credential.reveal(), salt, iterations);
    }
    String withoutProof = "c=" + cbindInput() + ",r=" + serverNonce;
    signed = firstBare() + "," + serverFirst + "," + withoutProof;
    String proof = Base64.getEncoder().encodeToString(keys.proof(signed));
    return new SASLResponse(bytes(withoutProof + ",p=" + proof));
  }

  /**
   * Takes the server-final-message.
   *
   * @throws LoginFailedException if it does not prove that the server knows the verifier
   */
  void verify(Bytes message) throws LoginFailedException {
    Matcher parts = SERVER_FINAL.matcher(text(message));
    if (!parts.matches()) {
      throw malformed();
    }
    if (!decode(parts.group(1)).equals(keys.serverSignature(signed))) {
      throw new LoginFailedException(
          "the server could not prove that it knows the password of "
              + credential.user()
              + ": somebody may be posing as it");
    }
    credential.prove(salt, iterations, keys);
  }

  private String cbindInput() {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes(gs2Header.getBytes(StandardCharsets.US_ASCII));
    binding.ifPresent(data -> input.writeBytes(data.toByteArray()));
    return Base64.getEncoder().encodeToString(input.toByteArray());
  }

  private static LoginFailedException malformed() {
    return new LoginFailedException("the server's SCRAM message is malformed");
  }

  private static Bytes decode(String base64) throws LoginFailedException {
    try {
      return Bytes.copyOf(Scram.decodeBase64(base64));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static String text(Bytes message) {
    return new String(message.toByteArray(), StandardCharsets.UTF_8);
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
