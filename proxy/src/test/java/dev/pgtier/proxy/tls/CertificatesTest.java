package dev.pgtier.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.wire.Bytes;
import io.netty.pkitesting.CertificateBuilder;
import java.io.InputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificatesTest {
  @ParameterizedTest
  @CsvSource({
    "sha512, 69092e9437df633e08b25e2eb96702cd87c02b13427df37c280927af1755691b"
        + "9b6728acf3098a720a929ebd66a59bbab9726bf39480b07dce574ad0e9e57301",
    "ec384, 70d2a12f6988b99dae7e55a0a9db36233182e0fa868977dd1e1c6a14fa3c65c0"
        + "0842eac8565c48fead6cc715350aea2f",
    "pss, c598c7d50d3aa4370f8f641c200d4789b7783ef8951da82628cf8521fd29722f"
        + "0c13f39c56c46b98f2a722af33a2aa4c",
    "sha1, 431fcd7ef10972564e3e26b6afba383eb0e138b70626a96ef41d8ad04e2b6ea1",
    "md5, 7d42d420958f4b34249d25595cd6b58ed42ff0aaaf0045aa36c97bbe4d8d707e"
  })
  void theEndPointIsHashedAsTheSignatureIsButNeverWeakly(String name, String hash)
      throws Exception {
    assertThat(Certificates.endPoint(read(name)).map(Bytes::toHex)).contains(hash);
  }

  @Test
  void aSignatureWithoutAHashHasNoEndPoint() throws Exception {
    assertThat(Certificates.endPoint(read("ed"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CN=bob                        | bob
          cn=bob                        | bob
          CN=bob,O=x                    | bob
          O=x,CN=bob                    | bob
          CN=bob+OU=x                   | bob
          CN=zoë                        | zoë
          CN=a\\,b                      | a,b
          CN=O\\=x                      | O=x
          O=CN\\=eve,CN=bob             | bob
          O=bob                         |
          CN=bob,CN=eve                 |
          CN=bob+CN=eve                 |
          UID=bob                       |
          """)
  void aNameIsTheOneCommonName(String subject, String name) throws Exception {
    X509Certificate certificate =
        new CertificateBuilder()
            .subject(subject)
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned()
            .getCertificate();
    assertThat(Certificates.commonName(certificate)).isEqualTo(Optional.ofNullable(name));
  }

  @Test
  void aNulInANameIsNoName() throws Exception {
    X509Certificate certificate =
        new CertificateBuilder()
            .subject("CN=bob\0.example.org")
            .ecp256()
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getCertificate();
    assertThat(certificate.getSubjectX500Principal().getEncoded()).contains(0);
    assertThat(Certificates.commonName(certificate)).isEmpty();
  }

  private static X509Certificate read(String name) throws Exception {
    try (InputStream in =
        CertificatesTest.class.getResourceAsStream("/certificates/" + name + ".pem")) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
