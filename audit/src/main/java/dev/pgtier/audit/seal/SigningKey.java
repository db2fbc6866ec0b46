package dev.pgtier.audit.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The pair that signs; its file holds both halves as PEM and is its owner's alone. */
public final class SigningKey {
  private final PrivateKey secret;
  private final PublicKey open;
  private final String id;

  private SigningKey(PrivateKey secret, PublicKey open) {
    this.secret = secret;
    this.open = open;
    this.id = Keys.id(open);
  }

  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(Keys.ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Java 17 has Ed25519", e);
    }
  }

  /**
   * Reads a file that {@link #write(Path)} made.
   *
   * @throws IOException in one sentence, also where others than its owner may read the file
   */
  public static SigningKey read(Path file) throws IOException {
    String text = text(file);
    return of(
        text,
        Pem.read("PRIVATE KEY", text)
            .orElseThrow(() -> new IOException(file + " holds no private key as PEM")),
        file);
  }

  /**
   * Reads a file that {@link #write(Path, char[])} made.
   *
   * @throws IOException in one sentence, also where this is not its passphrase
   */
  public static SigningKey read(Path file, char[] passphrase) throws IOException {
    String text = text(file);
    byte[] der =
        Pem.read("ENCRYPTED PRIVATE KEY", text)
            .orElseThrow(() -> new IOException(file + " holds no encrypted private key as PEM"));
    return of(text, Passphrase.decrypt(der, passphrase, file.toString()), file);
  }

  private static String text(Path file) throws IOException {
    SecretFiles.requireOwnersAlone(file);
    return Files.readString(file, StandardCharsets.US_ASCII);
  }

  private static SigningKey of(String text, byte[] der, Path file) throws IOException {
    PublicKey open =
        Keys.ofPem(text)
            .orElseThrow(() -> new IOException(file + " holds no Ed25519 public key as PEM"));
    try {
      PrivateKey secret =
          KeyFactory.getInstance(Keys.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
      SigningKey key = new SigningKey(secret, open);
      byte[] probe = {1};
      if (!Keys.isSigned(open, probe, key.sign(probe))) {
        throw new IOException("the two keys in " + file + " do not belong together");
      }
      return key;
    } catch (GeneralSecurityException e) {
      // Without the cause, which may tell of the key.
      throw new IOException(file + " holds no Ed25519 private key");
    }
  }

  /**
   * Makes a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException where there is one
   */
  public void write(Path file) throws IOException {
    SecretFiles.create(file, Pem.write("PRIVATE KEY", secret.getEncoded()) + Keys.pem(open));
  }

  /**
   * Makes a new file whose private half is encrypted.
   *
   * @throws java.nio.file.FileAlreadyExistsException where there is one
   */
  public void write(Path file, char[] passphrase) throws IOException {
    byte[] der = Passphrase.encrypt(secret.getEncoded(), passphrase);
    SecretFiles.create(file, Pem.write("ENCRYPTED PRIVATE KEY", der) + Keys.pem(open));
  }

  public PublicKey publicKey() {
    return open;
  }

  public String id() {
    return id;
  }

  /** A signature in Base64. */
  public String sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance(Keys.ALGORITHM);
      signature.initSign(secret);
      signature.update(text);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with key " + id, e);
    }
  }

  @Override
  public String toString() {
    return "key " + id;
  }
}
