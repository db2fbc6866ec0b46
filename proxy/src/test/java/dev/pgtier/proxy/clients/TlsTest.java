package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.fixture.TestAuthority;
import dev.pgtier.proxy.fixture.TestAuthority.Pair;
import dev.pgtier.proxy.fixture.WireClient;
import dev.pgtier.proxy.tls.ClientTls;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASL;
import dev.pgtier.proxy.wire.StartupMessage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that want TLS of the proxy, or show who they are by it. */
class TlsTest {
  @TempDir static Path folder;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.in(folder, "authority");
    stranger = TestAuthority.in(java.nio.file.Files.createDirectory(folder.resolve("s")), "other");
    Pair own = authority.server("server", Algorithm.ecp256);
    proxy =
        TestProxy.start(
            options ->
                new ProxyOptions(
                    options.listen(),
                    Optional.of(
                        new ProxyOptions.Tls(
                            own.certificate(), own.key(), Optional.of(authority.ca()), true)),
                    options.admin(),
                    options.upstreams(),
                    options.tiers(),
                    options.principals(),
                    options.bounds()));
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @Test
  void pgjdbcBindsItsLogInToTheChannel() throws Exception {
    String url = url("sslmode=verify-full&channelBinding=require&sslrootcert=" + authority.ca());
    try (Connection connection = DriverManager.getConnection(url, "builder", "builder");
        ResultSet rows = connection.createStatement().executeQuery("select count(*) from orders")) {
      rows.next();
      assertThat(rows.getInt(1)).isGreaterThan(0);
    }
    assertThatThrownBy(() -> DriverManager.getConnection(url, "builder", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed for user \"builder\"");
  }

  @Test
  void withoutTlsNobodyIsLetInWhereItIsRequired() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(url("sslmode=disable"), "builder", "builder"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("TLS");
  }

  @Test
  void psqlLogsInByItsCertificateAlone() throws Exception {
    Pair builder = authority.client("builder", "CN=builder");
    Command.Result result = psql("builder", builder);
    assertThat(result.output()).isEqualTo("production\n");
    assertThat(result.exit()).isZero();
  }

  @Test
  void aCertificateOfSomebodyElseIsNoLogIn() throws Exception {
    Pair agent = authority.client("agent", "CN=agent");
    assertThat(psql("builder", agent).output()).contains("no password supplied");
    Pair two = authority.client("two", "CN=agent,CN=builder");
    assertThat(psql("builder", two).output()).contains("no password supplied");
    Pair unknown = authority.client("unknown", "CN=mallory");
    assertThat(psql("mallory", unknown).output()).contains("no password supplied");
  }

  @Test
  void aCertificateThatNobodyTrustsEndsTheHandshake() throws Exception {
    Pair forged = stranger.client("builder", "CN=builder");
    assertThat(psql("builder", forged).exit()).isNotZero();
    assertThat(psql("builder", forged).output()).contains("alert").doesNotContain("production");
  }

  @Test
  void directTlsNeedsAlpn() throws Exception {
    ClientTls tls =
        ClientTls.load(ClientTls.Verify.AUTHORITY_AND_HOST, Optional.of(authority.ca()));
    try (WireClient client = new WireClient("127.0.0.1", proxy.port())) {
      client.handshake(tls.newHandler(ByteBufAllocator.DEFAULT, "localhost", proxy.port()));
      client.send(new StartupMessage(2, Map.of("user", "builder")));
      assertThat(client.receive())
          .isEqualTo(new AuthenticationSASL(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")));
    }
    SslContext plain = SslContextBuilder.forClient().trustManager(authority.ca().toFile()).build();
    try (WireClient client = new WireClient("127.0.0.1", proxy.port())) {
      client.handshake(plain.newHandler(ByteBufAllocator.DEFAULT, "localhost", proxy.port()));
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void withSslRequestAlpnIsTheClientsChoice() throws Exception {
    SslContext plain = SslContextBuilder.forClient().trustManager(authority.ca().toFile()).build();
    try (WireClient client = new WireClient("127.0.0.1", proxy.port())) {
      client.startTls(plain.newHandler(ByteBufAllocator.DEFAULT, "localhost", proxy.port()));
      client.send(new StartupMessage(0, Map.of("user", "builder")));
      assertThat(client.receive()).isInstanceOf(AuthenticationSASL.class);
    }
  }

  private static String url(String parameters) {
    return "jdbc:postgresql://localhost:"
        + proxy.port()
        + "/"
        + TestServer.DATABASE
        + "?"
        + parameters;
  }

  private static Command.Result psql(String user, Pair certificate) {
    return Command.of(
            "psql",
            "--no-psqlrc",
            "--no-password",
            "--tuples-only",
            "--no-align",
            "--command=select 'production'",
            "host=localhost hostaddr=127.0.0.1 port="
                + proxy.port()
                + " dbname="
                + TestServer.DATABASE
                + " user="
                + user
                + " sslmode=verify-full sslrootcert="
                + authority.ca()
                + " sslcert="
                + certificate.certificate()
                + " sslkey="
                + certificate.key())
        .run();
  }
}
