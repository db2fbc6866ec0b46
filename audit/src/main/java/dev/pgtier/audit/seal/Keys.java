package dev.pgtier.audit.seal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Ed25519's public half: ids, Base64, PEM, signatures. */
public final class Keys {
  static final String ALGORITHM = "Ed25519";
  private static final int ID_BYTES = 8;

  private Keys() {}

  /** The first 16 hexadecimal letters of the SHA-256 of the key's X.509 form. */
  public static String id(PublicKey key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  public static String base64(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /** Empty where this is no Ed25519 key in the one spelling that {@link #base64} gives. */
  public static Optional<PublicKey> ofBase64(String text) {
    try {
      byte[] der = Base64.getDecoder().decode(text);
      PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der));
      return base64(key).equals(text) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  public static String pem(PublicKey key) {
    return Pem.write("PUBLIC KEY", key.getEncoded());
  }

  /** Empty where the text has no Ed25519 public key in it. */
  public static Optional<PublicKey> ofPem(String text) {
    return Pem.read("PUBLIC KEY", text)
        .map(Base64.getEncoder()::encodeToString)
        .flatMap(Keys::ofBase64);
  }

  /** Whether {@code signature}, in Base64, is this key's over these bytes. */
  public static boolean isSigned(PublicKey key, byte[] text, String signature) {
    try {
      byte[] bytes = Base64.getDecoder().decode(signature);
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(text);
      return Base64.getEncoder().encodeToString(bytes).equals(signature) && check.verify(bytes);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return false;
    }
  }
}
