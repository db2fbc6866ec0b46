package dev.pgtier.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM files. Whatever is wrong with one is an IOException that names it and says what to do. */
final class Pem {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_FORM = Pattern.compile("-----BEGIN (\\w+) PRIVATE KEY-----");

  private Pem() {}

  /** At least one. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    byte[] content = read(file);
    List<X509Certificate> certificates;
    try {
      certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (CertificateException e) {
      throw new IOException(file + ": cannot be read as PEM certificates: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + ": holds no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return certificates;
  }

  /**
   * A private key in PKCS#8, not encrypted.
   *
   * @param algorithm of the certificate's public key, as the JDK names it
   */
  static PrivateKey privateKey(Path file, String algorithm) throws IOException {
    String text = new String(read(file), StandardCharsets.ISO_8859_1);
    Matcher key = PKCS8.matcher(text);
    if (!key.find()) {
      throw new IOException(file + ": " + whyNoKey(text));
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(key.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause: it may quote the key.
      throw new IOException(
          file
              + ": is not the private key of the certificate, which has a key of kind "
              + algorithm);
    }
  }

  private static String whyNoKey(String text) {
    if (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
      return "the private key is encrypted; take the passphrase off, and keep others from reading"
          + " the file: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key";
    }
    Matcher other = OTHER_FORM.matcher(text);
    if (other.find()) {
      return "the private key is in the older "
          + other.group(1)
          + " form; make it PKCS#8: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key";
    }
    return "holds no private key (-----BEGIN PRIVATE KEY-----)";
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
