package dev.pgtier.proxy.auth;

import dev.pgtier.proxy.scram.Scram;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * SCRAM's client-final-message.
 *
 * @param withoutProof what was signed of it
 */
record ClientFinal(String withoutProof, Bytes proof) {
  /**
   * Reads one, with the errors that PostgreSQL gives.
   *
   * @param plus whether the client chose the mechanism with channel binding
   * @param binding that it must prove, base64
   * @param nonce that it must repeat
   * @throws ProtocolViolation if it is anything else
   */
  static ClientFinal parse(Bytes message, boolean plus, String binding, String nonce) {
    ScramAttributes in = ScramAttributes.of(message);
    if (!equal(in.value('c'), binding)) {
      throw plus
          ? new ProtocolViolation("28000", "SCRAM channel binding check failed")
          : new ProtocolViolation(
              "unexpected SCRAM channel-binding attribute in client-final-message");
    }
    String repeated = in.value('r');
    while (in.peek() != 'p') {
      in.anyValue();
    }
    String withoutProof = in.before(in.position() - 1);
    Bytes proof = readProof(in.value('p'));
    if (!in.atEnd()) {
      throw ScramAttributes.malformed("Garbage found at the end of client-final-message.");
    }
    if (!equal(repeated, nonce)) {
      throw new ProtocolViolation(
          ProtocolViolation.PROTOCOL_VIOLATION, "invalid SCRAM response", "Nonce does not match.");
    }
    return new ClientFinal(withoutProof, proof);
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static Bytes readProof(String base64) {
    byte[] proof;
    try {
      proof = Scram.decodeBase64(base64);
    } catch (IllegalArgumentException e) {
      throw malformedProof();
    }
    if (proof.length != Scram.KEY_LENGTH) {
      throw malformedProof();
    }
    return Bytes.copyOf(proof);
  }

  private static ProtocolViolation malformedProof() {
    return ScramAttributes.malformed("Malformed proof in client-final-message.");
  }
}
