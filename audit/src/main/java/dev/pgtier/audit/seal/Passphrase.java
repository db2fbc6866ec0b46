package dev.pgtier.audit.seal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * Private keys under a passphrase: PKCS#8's EncryptedPrivateKeyInfo with PBES2 (PBKDF2 with
 * HMAC-SHA-256, AES-256-CBC), as openssl reads and writes it.
 */
final class Passphrase {
  private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";
  private static final int ITERATIONS = 600_000;
  private static final int SALT_BYTES = 16;
  private static final byte[] PBES2 = HexFormat.of().parseHex("06092a864886f70d01050d");

  private Passphrase() {}

  /**
   * Encrypts the PKCS#8 form of a key.
   *
   * @throws IOException where the passphrase has other than printable ASCII characters
   */
  static byte[] encrypt(byte[] pkcs8, char[] passphrase) throws IOException {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    try {
      Cipher cipher = Cipher.getInstance(ALGORITHM);
      cipher.init(Cipher.ENCRYPT_MODE, key(passphrase), new PBEParameterSpec(salt, ITERATIONS));
      byte[] text = cipher.doFinal(pkcs8);
      // Java 17 cannot encode EncryptedPrivateKeyInfo with PBES2 itself.
      byte[] scheme = sequence(PBES2, cipher.getParameters().getEncoded());
      return sequence(scheme, tagged(0x04, text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 has " + ALGORITHM, e);
    }
  }

  /**
   * Decrypts it.
   *
   * @throws IOException in one sentence, above all where the passphrase is another
   */
  static byte[] decrypt(byte[] der, char[] passphrase, String source) throws IOException {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      Cipher cipher = Cipher.getInstance(info.getAlgParameters().toString());
      cipher.init(Cipher.DECRYPT_MODE, key(passphrase), info.getAlgParameters());
      return info.getKeySpec(cipher).getEncoded();
    } catch (GeneralSecurityException e) {
      // Without the cause, which may tell of the key.
      throw new IOException("this is not the passphrase of " + source);
    }
  }

  private static SecretKey key(char[] passphrase) throws IOException, GeneralSecurityException {
    for (char c : passphrase) {
      if (c < ' ' || c > '~') {
        throw new IOException("a passphrase may have printable ASCII characters only");
      }
    }
    PBEKeySpec spec = new PBEKeySpec(passphrase);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec);
    } finally {
      spec.clearPassword();
    }
  }

  private static byte[] sequence(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return tagged(0x30, both.toByteArray());
  }

  /** Up to 255 bytes, which no Ed25519 key passes. */
  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length > 0x7F) {
      out.write(0x81);
    }
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
