package dev.pgtier.proxy.tls;

import dev.pgtier.proxy.wire.Bytes;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** What PostgreSQL reads in a certificate. */
final class Certificates {
  private static final String PSS = "RSASSA-PSS";

  private Certificates() {}

  /**
   * The channel binding tls-server-end-point (RFC 5929, section 4.1): the certificate hashed by its
   * signature's hash function, by SHA-256 where that is MD5 or SHA-1.
   *
   * @return empty where the signature has no hash function of its own, as Ed25519
   */
  static Optional<Bytes> endPoint(X509Certificate certificate) {
    try {
      Optional<String> hash = signatureHash(certificate);
      if (hash.isEmpty()) {
        return Optional.empty();
      }
      boolean weak = hash.get().equals("MD5") || hash.get().equals("SHA-1");
      MessageDigest digest = MessageDigest.getInstance(weak ? "SHA-256" : hash.get());
      return Optional.of(Bytes.copyOf(digest.digest(certificate.getEncoded())));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** As {@link MessageDigest} names it. */
  private static Optional<String> signatureHash(X509Certificate certificate)
      throws GeneralSecurityException {
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (signature.equals(PSS)) {
      return Optional.of(pssHash(certificate));
    }
    int with = signature.indexOf("WITH");
    if (with <= 0) {
      return Optional.empty();
    }
    String hash = signature.substring(0, with);
    return Optional.of(
        hash.startsWith("SHA") && !hash.startsWith("SHA3-") ? "SHA-" + hash.substring(3) : hash);
  }

  private static String pssHash(X509Certificate certificate) throws GeneralSecurityException {
    byte[] encoded = certificate.getSigAlgParams();
    if (encoded == null) {
      return MGF1ParameterSpec.SHA1.getDigestAlgorithm();
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
      parameters.init(encoded);
      return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    } catch (java.io.IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /**
   * The subject's common name.
   *
   * @return empty if there is none, or several, or one that is no plain text: whom it names must
   *     not depend on who reads it
   */
  static Optional<String> commonName(X509Certificate certificate) {
    List<Object> names = new ArrayList<>();
    try {
      LdapName subject =
          new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
      for (Rdn rdn : subject.getRdns()) {
        Attribute name = rdn.toAttributes().get("CN");
        for (int i = 0; name != null && i < name.size(); i++) {
          names.add(name.get(i));
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty();
    } catch (NamingException e) {
      return Optional.empty();
    }
    return names.size() == 1
            && names.get(0) instanceof String name
            && !name.isEmpty()
            && name.indexOf('\0') < 0
        ? Optional.of(name)
        : Optional.empty();
  }
}
