package dev.pgtier.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgtier.proxy.fixture.RealPostgres;
import dev.pgtier.proxy.fixture.TestAuthority;
import dev.pgtier.proxy.fixture.TestAuthority.Pair;
import dev.pgtier.proxy.fixture.WireClient;
import dev.pgtier.proxy.upstream.Upstream.TlsMode;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which servers are trusted, and what a person is told of the others. */
class UpstreamTlsTest {
  @TempDir Path folder;
  private TestAuthority authority;
  private RealPostgres postgres;

  @BeforeEach
  void makeAuthority() throws Exception {
    postgres = RealPostgres.shared();
    authority = TestAuthority.in(folder, "another authority");
  }

  @Test
  void disableIsNoTls() throws Exception {
    assertThat(UpstreamTls.load(upstream("localhost", TlsMode.DISABLE, null))).isEmpty();
  }

  @Test
  void requireTrustsWhomeverUnlessAnAuthorityIsNamed() throws Exception {
    assertThat(dial("localhost", TlsMode.REQUIRE, null)).isEqualTo("secure");
    assertThat(dial("localhost", TlsMode.REQUIRE, postgres.ca())).isEqualTo("secure");
    assertThat(dial("localhost", TlsMode.REQUIRE, authority.ca())).isEqualTo(UNTRUSTED);
  }

  @Test
  void verifyCaAsksWhoSigned() throws Exception {
    assertThat(dial("elsewhere.example.org", TlsMode.VERIFY_CA, postgres.ca())).isEqualTo("secure");
    assertThat(dial("localhost", TlsMode.VERIFY_CA, authority.ca())).isEqualTo(UNTRUSTED);
    assertThat(dial("localhost", TlsMode.VERIFY_CA, null))
        .as("the JDK's own authorities")
        .isEqualTo(UNTRUSTED);
  }

  @Test
  void verifyFullAsksForWhomToo() throws Exception {
    assertThat(dial("localhost", TlsMode.VERIFY_FULL, postgres.ca())).isEqualTo("secure");
    assertThat(dial("127.0.0.1", TlsMode.VERIFY_FULL, postgres.ca())).isEqualTo("secure");
    assertThat(dial("elsewhere.example.org", TlsMode.VERIFY_FULL, postgres.ca()))
        .startsWith("the server's certificate is not for host elsewhere.example.org (");
    assertThat(dial("127.0.0.2", TlsMode.VERIFY_FULL, postgres.ca()))
        .startsWith("the server's certificate is not for host 127.0.0.2 (");
    assertThat(dial("localhost", TlsMode.VERIFY_FULL, authority.ca())).isEqualTo(UNTRUSTED);
  }

  @Test
  void anExpiredCertificateIsCalledThat() throws Exception {
    Pair expired = authority.expired("expired");
    try (FakeTlsServer server = new FakeTlsServer(expired)) {
      assertThat(dial(server.port(), "localhost", TlsMode.VERIFY_CA, authority.ca()))
          .startsWith("the server's certificate has expired (");
      assertThat(dial(server.port(), "localhost", TlsMode.REQUIRE, null)).isEqualTo("secure");
    }
  }

  @Test
  void aCertificateWithoutAnyNameOfTheHostIsForSomebodyElse() throws Exception {
    try (FakeTlsServer server = new FakeTlsServer(authority.otherHost("other"))) {
      assertThat(dial(server.port(), "localhost", TlsMode.VERIFY_FULL, authority.ca()))
          .startsWith("the server's certificate is not for host localhost (");
      assertThat(dial(server.port(), "elsewhere.example.org", TlsMode.VERIFY_FULL, authority.ca()))
          .isEqualTo("secure");
    }
  }

  @Test
  void aServerThatSaysYesAndSpeaksNoTlsIsFoundOut() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().readNBytes(8);
                  socket.getOutputStream().write('S');
                  socket.getInputStream().readNBytes(5);
                  socket
                      .getOutputStream()
                      .write("EFATAL: no".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                  socket.getInputStream().readAllBytes();
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      assertThat(dial(server.getLocalPort(), "localhost", TlsMode.REQUIRE, null))
          .isEqualTo("the server does not speak TLS here");
    }
  }

  @Test
  void anAuthorityThatCannotBeReadIsNamed() {
    Path nowhere = folder.resolve("nowhere.pem");
    assertThatIOException()
        .isThrownBy(() -> UpstreamTls.load(upstream("localhost", TlsMode.VERIFY_CA, nowhere)))
        .withMessage(nowhere + ": there is no such file");
  }

  private static final String UNTRUSTED =
      "nobody that is trusted has signed the server's certificate; name who did in ca:";

  private String dial(String host, TlsMode mode, Path ca) throws Exception {
    return dial(postgres.port(), host, mode, ca);
  }

  /** Always to 127.0.0.1, as if {@code host} had been dialled. */
  private static String dial(int port, String host, TlsMode mode, Path ca) throws Exception {
    UpstreamTls tls = UpstreamTls.load(upstream(host, mode, ca)).orElseThrow();
    try (WireClient client = new WireClient("127.0.0.1", port)) {
      Throwable failure =
          catchThrowable(
              () -> client.startTls(tls.newHandler(ByteBufAllocator.DEFAULT, host, port)));
      return failure == null ? "secure" : tls.explain(failure);
    }
  }

  private static Upstream upstream(String host, TlsMode mode, Path ca) {
    return new Upstream(
        "test", host, 5432, "postgres", "bob", Optional.empty(), mode, Optional.ofNullable(ca));
  }
}
