package dev.pgtier.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtier.proxy.fixture.TestAuthority;
import dev.pgtier.proxy.fixture.TestAuthority.Pair;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person's mistakes with files are named with the file and the way out. */
class ServerTlsFilesTest {
  @TempDir Path folder;
  private TestAuthority authority;
  private Pair good;

  @BeforeEach
  void makeCertificates() throws Exception {
    authority = TestAuthority.in(folder, "authority");
    good = authority.server("good", Algorithm.rsa2048);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
  void keysOfEveryUsualKindAreRead(Algorithm algorithm) throws Exception {
    Pair pair = authority.server("own", algorithm);
    ServerTls tls = ServerTls.load(pair.certificate(), pair.key(), Optional.of(authority.ca()));
    assertThat(tls.endPoint()).as("hashed as the authority signs").isPresent();
  }

  @Test
  void aChainIsReadWhole() throws Exception {
    Path chain = folder.resolve("chain.pem");
    Files.writeString(
        chain, Files.readString(good.certificate()) + Files.readString(authority.ca()));
    assertThat(Pem.certificates(chain)).hasSize(2);
    assertThat(ServerTls.load(chain, good.key(), Optional.empty()).endPoint()).isPresent();
  }

  @Test
  void filesThatAreNotThere() {
    Path nowhere = folder.resolve("nowhere");
    assertThat(refusal(nowhere, good.key())).isEqualTo(nowhere + ": there is no such file");
    assertThat(refusal(good.certificate(), nowhere)).isEqualTo(nowhere + ": there is no such file");
    assertThat(refusal(folder, good.key())).startsWith(folder + ": cannot be read: ");
  }

  @Test
  void filesThatHoldSomethingElse() throws Exception {
    Path other = folder.resolve("other");
    Files.writeString(other, "hello");
    assertThat(refusal(other, good.key())).startsWith(other + ": ").contains("certificate");
    assertThat(refusal(good.certificate(), other))
        .isEqualTo(other + ": holds no private key (-----BEGIN PRIVATE KEY-----)");
    assertThat(refusal(good.key(), good.key())).startsWith(good.key() + ": ");
    Files.writeString(other, "");
    assertThat(refusal(other, good.key())).startsWith(other + ": holds no certificate");
    Files.writeString(other, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThat(refusal(good.certificate(), other))
        .isEqualTo(
            other + ": is not the private key of the certificate, which has a key of kind RSA");
  }

  @Test
  void keysInFormsThatMustBeConverted() throws Exception {
    Path key = folder.resolve("other.key");
    String convert = "openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key";
    Files.writeString(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n");
    assertThat(refusal(good.certificate(), key))
        .startsWith(key + ": the private key is encrypted")
        .endsWith(convert);
    Files.writeString(
        key, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA\n");
    assertThat(refusal(good.certificate(), key))
        .startsWith(key + ": the private key is encrypted")
        .endsWith(convert);
    Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n");
    assertThat(refusal(good.certificate(), key))
        .startsWith(key + ": the private key is in the older RSA form")
        .endsWith(convert);
    Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n");
    assertThat(refusal(good.certificate(), key))
        .startsWith(key + ": the private key is in the older EC form");
  }

  @Test
  void aKeyOfAnotherCertificate() throws Exception {
    Pair other = authority.server("other", Algorithm.rsa2048);
    assertThat(refusal(good.certificate(), other.key()))
        .isEqualTo(other.key() + ": is not the private key of " + good.certificate());
    Pair curve = authority.server("curve", Algorithm.ecp256);
    assertThat(refusal(good.certificate(), curve.key()))
        .isEqualTo(
            curve.key()
                + ": is not the private key of the certificate, which has a key of kind RSA");
  }

  @Test
  void noErrorQuotesAKey() throws Exception {
    String secret = Files.readString(good.key()).lines().skip(1).findFirst().orElseThrow();
    Path broken = folder.resolve("broken.key");
    Files.writeString(broken, Files.readString(good.key()).replaceFirst("M", "!"));
    IOException failure =
        catchThrowableOfType(
            IOException.class, () -> ServerTls.load(good.certificate(), broken, Optional.empty()));
    assertThat(failure).hasStackTraceContaining(broken.toString());
    assertThat(failure.getMessage()).doesNotContain(secret.substring(8));
    assertThat(failure.getCause()).isNull();
  }

  private static String refusal(Path certificate, Path key) {
    IOException failure =
        catchThrowableOfType(
            IOException.class, () -> ServerTls.load(certificate, key, Optional.empty()));
    assertThat(failure).isNotNull();
    return failure.getMessage();
  }
}
