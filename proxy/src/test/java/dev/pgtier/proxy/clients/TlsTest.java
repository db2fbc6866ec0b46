package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.fixture.Certificates;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir static Path folder;
  private static Certificates certificates;
  private static Certificates.KeyPairFiles agent;
  private static TestProxy proxy;
  private static TestProxy strict;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.in(folder, "authority");
    Certificates.KeyPairFiles server = certificates.server("server", Algorithm.ecp256);
    agent = certificates.client("agent", "CN=agent");
    proxy = start(server, false);
    strict = start(server, true);
  }

  private static TestProxy start(Certificates.KeyPairFiles server, boolean required) {
    ProxyOptions.Tls tls =
        new ProxyOptions.Tls(
            server.certificate(), server.key(), Optional.of(certificates.ca()), required);
    return TestProxy.start(
        o ->
            new ProxyOptions(
                o.listen(),
                Optional.of(tls),
                o.admin(),
                o.upstreams(),
                o.tiers(),
                o.principals(),
                o.bounds()));
  }

  @AfterAll
  static void stop() {
    proxy.close();
    strict.close();
  }

  @Test
  void pgjdbcVerifiesTheCertificateAndBindsItsLogInToIt() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "agent");
    properties.setProperty("password", "agent");
    properties.setProperty("sslmode", "verify-ca");
    properties.setProperty("sslrootcert", certificates.ca().toString());
    properties.setProperty("channelBinding", "require");
    try (Connection connection = DriverManager.getConnection(url(proxy), properties)) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void withoutTlsTheLogInIsRefusedWhereItIsRequired() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(url(strict) + "?sslmode=disable", "agent", "agent"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"))
        .hasMessageContaining("over TLS only");
  }

  @Test
  void aCertificateLogsItsOwnPrincipalInWithoutAPassword() {
    String connection =
        "host=127.0.0.1 port=%d dbname=%s user=%s sslmode=require sslcert=%s sslkey=%s";
    Command.Result own =
        psql(
            connection.formatted(
                proxy.port(), TestServer.DATABASE, "agent", agent.certificate(), agent.key()));
    assertThat(own.output()).contains("in as agent");
    Command.Result other =
        psql(
            connection.formatted(
                proxy.port(), TestServer.DATABASE, "builder", agent.certificate(), agent.key()));
    assertThat(other.exit()).isNotZero();
    assertThat(other.output()).doesNotContain("in as");
  }

  private static Command.Result psql(String connection) {
    Command.of("chmod", "600", agent.key().toString()).run();
    return Command.of("psql", "-X", "-w", "-d", connection, "-c", "SELECT 'in as agent'").run();
  }

  @Test
  void directTlsWantsPostgresqlByAlpn() throws Exception {
    try (SSLSocket socket = direct("postgresql")) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("postgresql");
      TestClient client = TestClient.over(socket);
      assertThat(client.logIn("agent", "agent", Map.of("database", TestServer.DATABASE), 0))
          .last()
          .isEqualTo("ReadyForQuery I");
    }
    try (SSLSocket socket = direct(null)) {
      socket.startHandshake();
      assertThat(TestClient.over(socket).traceToEnd())
          .containsExactly("ErrorResponse FATAL 08P01", "end");
    }
  }

  private static SSLSocket direct(String alpn) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 0, true);
    if (alpn != null) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {alpn});
      socket.setSSLParameters(parameters);
    }
    return socket;
  }

  /** What is tested here is the server's side; pgjdbc verifies it above. */
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }

  @Test
  void bytesInClearBehindTheRequestForTlsEndTheConnection() {
    try (TestClient client = TestClient.connect(proxy.port())) {
      client.send(
          new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47, 0, 0, 0, 8, 4, (byte) 210, 22, 47});
      assertThat(client.traceToEnd()).containsExactly("ErrorResponse FATAL 08P01", "end");
    }
  }

  private static String url(TestProxy proxy) {
    return "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + TestServer.DATABASE;
  }
}
