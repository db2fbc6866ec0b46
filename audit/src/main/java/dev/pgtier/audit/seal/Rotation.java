package dev.pgtier.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Locale;
import java.util.Optional;

/**
 * From the record {@code seq} on, another key signs. Both keys sign this: the old one, so that who
 * trusts it may trust the new; the new one, so that who trusts it knows what went before.
 *
 * @param prev the hash of the record before
 * @param old the id of the key before
 * @param publicKey the new key, in Base64
 */
public record Rotation(
    long seq, String prev, String old, String publicKey, String signature, String proof) {
  /** Signs with both. */
  public static Rotation sign(long seq, String prev, SigningKey old, SigningKey fresh) {
    String publicKey = Keys.base64(fresh.publicKey());
    byte[] text = text(seq, prev, old.id(), publicKey);
    return new Rotation(seq, prev, old.id(), publicKey, old.sign(text), fresh.sign(text));
  }

  /** From a {@code key-rotated} record, or from one that a stub keeps; empty where it is none. */
  public static Optional<Rotation> of(String record) {
    return SignedLine.json(record).flatMap(Rotation::of);
  }

  static Optional<Rotation> of(JsonNode json) {
    Rotation rotation =
        new Rotation(
            json.path("seq").asLong(-1),
            json.path("prev").asText(),
            json.path("old").asText(),
            json.path("publicKey").asText(),
            json.path("signature").asText(),
            json.path("proof").asText());
    return Optional.of(rotation)
        .filter(it -> it.seq > 0 && it.fresh().filter(it::isSignedByNew).isPresent());
  }

  /** The new key. */
  public Optional<PublicKey> fresh() {
    return Keys.ofBase64(publicKey);
  }

  public boolean isSignedByOld(PublicKey key) {
    return Keys.id(key).equals(old) && Keys.isSigned(key, text(), signature);
  }

  private boolean isSignedByNew(PublicKey key) {
    return Keys.isSigned(key, text(), proof);
  }

  private byte[] text() {
    return text(seq, prev, old, publicKey);
  }

  private static byte[] text(long seq, String prev, String old, String publicKey) {
    return String.format(
            Locale.ROOT,
            "{\"v\":1,\"type\":\"rotation\",\"seq\":%d,\"prev\":\"%s\",\"old\":\"%s\","
                + "\"publicKey\":\"%s\"}",
            seq,
            prev,
            old,
            publicKey)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** As a stub keeps it. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"seq\":%d,\"prev\":\"%s\",\"old\":\"%s\",\"publicKey\":\"%s\",\"signature\":\"%s\","
            + "\"proof\":\"%s\"}",
        seq,
        prev,
        old,
        publicKey,
        signature,
        proof);
  }
}
