package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.fixture.TestAuthority;
import dev.pgtier.proxy.fixture.TestAuthority.Pair;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are renewed under a proxy that runs. */
class TlsReloadTest {
  @TempDir Path folder;
  private TestAuthority before;
  private TestAuthority after;
  private Pair served;
  private ProxyOptions.Tls files;
  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    before = TestAuthority.in(Files.createDirectory(folder.resolve("before")), "before");
    after = TestAuthority.in(Files.createDirectory(folder.resolve("after")), "after");
    served = new Pair(folder.resolve("served.crt"), folder.resolve("served.key"));
    serve(before.server("server", Algorithm.ecp256));
    files =
        new ProxyOptions.Tls(
            served.certificate(), served.key(), Optional.of(folder.resolve("clients.pem")), true);
    trust(before);
    proxy =
        TestProxy.start(
            options ->
                new ProxyOptions(
                    options.listen(),
                    Optional.of(files),
                    options.admin(),
                    options.upstreams(),
                    options.tiers(),
                    options.principals(),
                    options.bounds()));
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  @Test
  void newConnectionsAreShownTheNewCertificateAndOpenOnesGoOn() throws Exception {
    try (Connection open = connect(before)) {
      serve(after.server("server", Algorithm.rsa2048));
      assertThat(answer(open)).as("before the files are read again").isEqualTo("42");
      reload();
      assertThat(answer(open)).isEqualTo("42");
    }
    try (Connection fresh = connect(after)) {
      assertThat(answer(fresh)).isEqualTo("42");
    }
    assertThatThrownBy(() -> connect(before)).isInstanceOf(SQLException.class);
  }

  @Test
  void clientsAreTrustedByTheNewAuthority() throws Exception {
    Pair old = before.client("builder", "CN=builder");
    Pair renewed = after.client("builder", "CN=builder");
    assertThat(byCertificate(old)).isEqualTo("42");
    assertThatThrownBy(() -> byCertificate(renewed)).isInstanceOf(SQLException.class);
    trust(after);
    reload();
    assertThat(byCertificate(renewed)).isEqualTo("42");
    assertThatThrownBy(() -> byCertificate(old)).isInstanceOf(SQLException.class);
  }

  @Test
  void halfOfAPairIsRefusedAndTheOldOneStays() throws Exception {
    Pair renewed = after.server("server", Algorithm.ecp256);
    Files.copy(renewed.certificate(), served.certificate(), StandardCopyOption.REPLACE_EXISTING);
    IOException mistake = catchThrowableOfType(IOException.class, this::reload);
    assertThat(mistake)
        .hasMessage(served.key() + ": is not the private key of " + served.certificate());
    try (Connection connection = connect(before)) {
      assertThat(answer(connection)).isEqualTo("42");
    }
    serve(renewed);
    reload();
    try (Connection connection = connect(after)) {
      assertThat(answer(connection)).isEqualTo("42");
    }
  }

  private void serve(Pair pair) throws IOException {
    Files.copy(pair.certificate(), served.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(pair.key(), served.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private void trust(TestAuthority clients) throws IOException {
    Files.copy(clients.ca(), folder.resolve("clients.pem"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void reload() throws IOException {
    proxy.proxy().reloadTls(Optional.of(files));
  }

  /** By password; the log-in is bound to the certificate that was shown. */
  private Connection connect(TestAuthority trusted) throws SQLException {
    return DriverManager.getConnection(
        url("channelBinding=require&sslrootcert=" + trusted.ca()), "builder", "builder");
  }

  private String byCertificate(Pair pair) throws Exception {
    Path key = folder.resolve("client.pk8");
    Files.write(key, der(pair.key()));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    String parameters =
        "sslrootcert=" + before.ca() + "&sslcert=" + pair.certificate() + "&sslkey=" + key;
    try (Connection connection = DriverManager.getConnection(url(parameters), "builder", "")) {
      return answer(connection);
    }
  }

  private String url(String parameters) {
    return "jdbc:postgresql://localhost:%d/%s?sslmode=verify-full&%s"
        .formatted(proxy.port(), TestServer.DATABASE, parameters);
  }

  private static String answer(Connection connection) throws SQLException {
    try (ResultSet rows = connection.createStatement().executeQuery("select 42")) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** pgjdbc wants a client's key without its armour. */
  private static byte[] der(Path pem) throws IOException {
    String body = Files.readString(pem).replaceAll("-----[^-]*-----", "");
    return Base64.getMimeDecoder().decode(body);
  }
}
