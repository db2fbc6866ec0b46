package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtier serve} as a process of its own, in front of a real server. */
final class ServeCommandTest {
  private static final long PATIENCE_SECONDS = 30;
  private static EmbeddedPostgres server;

  @TempDir private Path folder;
  private Process process;
  private BufferedReader out;

  @BeforeAll
  static void startServer() throws IOException, SQLException {
    server =
        EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C.UTF-8")
            .setLocaleConfig("encoding", "UTF8")
            .start();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders AS SELECT 42 AS id");
      statement.execute("CREATE ROLE readonly LOGIN PASSWORD 'upstream'");
      statement.execute("GRANT SELECT ON orders TO readonly");
    }
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void servesReloadsAndStops() throws Exception {
    write("agent", "readonly", "");
    int port = start();
    assertThat(order(port, "agent")).isEqualTo("42");

    write("newcomer", "readonly", "");
    hangUp();
    awaitError("tiers and principals are read again");
    assertThat(order(port, "newcomer")).isEqualTo("42");
    assertThatThrownBy(() -> order(port, "agent")).isInstanceOf(SQLException.class);

    write("third", "readonly", "colour: red\n");
    hangUp();
    awaitError("unknown key \"colour\"");
    awaitError("stay in force");
    assertThat(order(port, "newcomer")).isEqualTo("42");

    process.destroy();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(errors()).doesNotContain("pw-of-").doesNotContain("'upstream'");
  }

  @Test
  void certificatesAreReadAgain() throws Exception {
    String name = "before.example.org";
    certificate(name);
    write("agent", "readonly", "");
    Path file = folder.resolve("pgtier.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("proxy: {", "proxy: { tls: { certificate: own.crt, key: own.key },"));
    int port = start();
    assertThat(shown(port)).isEqualTo("CN=" + name);

    Files.writeString(folder.resolve("own.key"), "nonsense");
    hangUp();
    awaitError("own.key: holds no private key");
    awaitError("stay in force");
    assertThat(shown(port)).isEqualTo("CN=" + name);

    certificate("after.example.org");
    assertThat(shown(port)).as("before it is told").isEqualTo("CN=" + name);
    hangUp();
    awaitError("the files of TLS");
    assertThat(shown(port)).isEqualTo("CN=after.example.org");
  }

  @Test
  void mistakesAreSaidLineByLine() throws Exception {
    write("agent", "readonly", "colour: red\nproxi: 1\n");
    launch();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(errors().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith(folder.resolve("pgtier.yaml") + ":"));
  }

  @Test
  void aReadOnlyTierOnASuperuserIsRefused() throws Exception {
    write("agent", "postgres", "");
    launch();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(errors()).contains("is a superuser").contains("--accept-superuser");
  }

  @Test
  void aReadOnlyTierOnASuperuserIsServedWhenAccepted() throws Exception {
    write("agent", "postgres", "");
    int port = start("--accept-superuser");
    assertThat(order(port, "agent")).isEqualTo("42");
    assertThat(errors()).contains("warning: the read-only tier read").contains("is a superuser");
  }

  @Test
  void mcpAloneSaysWhatItsConfigurationLacks() throws Exception {
    write("agent", "readonly", "");
    launch("--only", "mcp");
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(errors()).contains("serve --only mcp needs \"mcp\"");
  }

  @Test
  void mcpAloneAnswersAndSaysWhyWhereThereIsNoProxy() throws Exception {
    Files.writeString(
        folder.resolve("tools.yaml"),
        """
        tools:
          - { name: one, description: One., arguments: { type: object, properties: {} }, sql: SELECT 1 }
        """);
    write(
        "agent",
        "readonly",
        """
        mcp:
          - { name: m, listen: "127.0.0.1:0", principal: agent, password: x, tools: tools.yaml }
        """);
    Files.writeString(
        folder.resolve("pgtier.yaml"),
        Files.readString(folder.resolve("pgtier.yaml"))
            .replaceFirst("127.0.0.1:0", "127.0.0.1:" + Demos.freePort()));
    launch("--only", "mcp");
    String line = out.readLine();
    assertThat(line).as(errors()).startsWith("mcp m on http://127.0.0.1:");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(line.substring("mcp m on ".length())))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                                + "\"params\":{\"name\":\"one\"}}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("\"isError\":true").contains("ERROR 08001");
  }

  @Test
  void mistakesInAFileOfToolsKeepServeFromStarting() throws Exception {
    Files.writeString(folder.resolve("tools.yaml"), "tools: []\ntoolz: 1\n");
    write(
        "agent",
        "readonly",
        """
        mcp:
          - { name: m, listen: "127.0.0.1:0", principal: agent, password: x, tools: tools.yaml }
        """);
    launch();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(errors()).contains(folder.resolve("tools.yaml") + ":2:1: unknown key \"toolz\"");
  }

  private void write(String principal, String role, String more) throws IOException {
    Files.writeString(
        folder.resolve("pgtier.yaml"),
        """
        proxy: { listen: "127.0.0.1:0" }
        audit: { directory: audit-log }
        upstreams:
          u: { host: 127.0.0.1, port: %d, database: postgres, user: %s, password: upstream }
        tiers: [read.yaml]
        principals: [ { name: %s, tier: read, password: pw-of-%s } ]
        %s"""
            .formatted(server.getPort(), role, principal, principal, more));
    Files.writeString(
        folder.resolve("read.yaml"),
        """
        tier: read
        upstream: u
        mode: read-only
        statements: { allow: [read, show, session, transaction] }
        functions: { allow: non-volatile }
        settings: { settable: [application_name, extra_float_digits, DateStyle, TimeZone] }
        """);
  }

  private void certificate(String name) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("CN=" + name)
            .setIsCertificateAuthority(true)
            .ecp256()
            .buildSelfSigned();
    Files.writeString(folder.resolve("own.crt"), bundle.getCertificatePEM());
    Files.writeString(folder.resolve("own.key"), bundle.getPrivateKeyPEM());
  }

  /** Whom the certificate names that a new connection is shown. */
  private static String shown(int port) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket()) {
      SSLParameters direct = socket.getSSLParameters();
      direct.setApplicationProtocols(new String[] {"postgresql"});
      socket.setSSLParameters(direct);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.startHandshake();
      X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return own.getSubjectX500Principal().getName();
    }
  }

  private void launch(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.pgtier.cli.Main",
                "serve",
                "--config",
                folder.resolve("pgtier.yaml").toString()));
    command.addAll(List.of(more));
    process = new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile()).start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Launches, and waits for the line that says where it listens. */
  private int start(String... more) throws IOException {
    launch(more);
    String line = out.readLine();
    assertThat(line).as(errors()).startsWith("proxy on 127.0.0.1:");
    assertThat(out.readLine()).isEqualTo("tiers: read");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private void hangUp() throws Exception {
    assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  private void awaitError(String text) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!errors().contains(text)) {
      assertThat(System.nanoTime()).as(errors()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  private static String order(int port, String principal) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable".formatted(port);
    try (Connection connection = DriverManager.getConnection(url, principal, "pw-of-" + principal);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM orders")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
