package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.CheckServer.Checked;
import io.netty.channel.epoll.Epoll;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams that cannot be reached or do not let anybody in, and what a whole server is set to. */
final class CheckConnectionTest {
  private static final String PASSWORD = "correct horse";

  @TempDir private static Path shared;
  private static EmbeddedPostgres server;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        shared.resolve("pg_hba.conf"),
        """
        host all postgres 127.0.0.1/32 trust
        local all all trust
        host all readonly 127.0.0.1/32 scram-sha-256
        host all clear 127.0.0.1/32 password
        """);
    server = restarted();
    execute("CREATE ROLE readonly LOGIN PASSWORD '" + PASSWORD + "'");
    execute("CREATE ROLE clear LOGIN PASSWORD '" + PASSWORD + "'");
    execute("REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC");
  }

  /** On the same data; it goes by what ALTER SYSTEM said. */
  private static EmbeddedPostgres restarted() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(shared.resolve("data"))
        .setCleanDataDirectory(false)
        .setServerConfig("hba_file", shared.resolve("pg_hba.conf").toString())
        .setServerConfig("unix_socket_directories", "/tmp")
        .start();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private Checked check(String upstream) throws IOException {
    Path file = folder.resolve("pgtier.yaml");
    Files.writeString(
        file,
        """
        upstreams:
          u: { %s }
        tiers: [inspect.yaml]
        principals: [ { name: agent, tier: inspect, scram: "%s" } ]
        """
            .formatted(upstream, CheckServer.verifier()));
    Files.writeString(
        folder.resolve("inspect.yaml"),
        Files.readString(Path.of("..", "policies", "tiers", "inspect.yaml"))
            .replace("upstream: production", "upstream: u"));
    return CheckServer.check(file);
  }

  private static String upstream(String more) {
    return "host: 127.0.0.1, port: %d, user: readonly, %s".formatted(server.getPort(), more);
  }

  @Test
  void passwordIsTheProxysOwnAndNeverPrinted() throws Exception {
    Checked right = check(upstream("database: postgres, password: correct horse"));
    assertThat(right.lines()).last().isEqualTo("check: fine");
    Checked wrong = check(upstream("database: postgres, password: battery staple"));
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.text())
        .contains("upstream u, tier inspect (read-only)")
        .contains("does not let readonly in: 28P01 password authentication failed")
        .doesNotContain("battery")
        .endsWith("check: 1 error, 0 warnings");
  }

  @Test
  void passwordIsNotSentInClear() throws Exception {
    assertThat(
            check(
                    "host: 127.0.0.1, port: %d, user: clear, database: postgres, password: x"
                        .formatted(server.getPort()))
                .text())
        .contains("asks for the password of clear in clear");
  }

  @Test
  void databaseThatIsNotThereIsAnError() throws Exception {
    Checked checked = check(upstream("database: shop, password: correct horse"));
    assertThat(checked.exit()).isEqualTo(1);
    assertThat(checked.text()).contains("database \"shop\" does not exist");
  }

  @Test
  void serverThatDoesNotListenOrHasNoTlsIsAnError() throws Exception {
    Checked nobody =
        check("host: 127.0.0.1, port: %d, user: r, database: d".formatted(Demos.freePort()));
    assertThat(nobody.exit()).isEqualTo(1);
    assertThat(nobody.text()).contains("Connection refused").doesNotContain("failed with error");
    Checked plain = check(upstream("database: postgres, tls: require"));
    assertThat(plain.exit()).isEqualTo(1);
    assertThat(plain.text()).contains("TLS");
  }

  @Test
  void unixDomainSocketIsCheckedToo() throws Exception {
    Assumptions.assumeTrue(Epoll.isAvailable(), "Unix-domain sockets need Linux's epoll");
    Checked checked =
        check(
            "host: /tmp, port: %d, user: readonly, database: postgres".formatted(server.getPort()));
    assertThat(checked.lines()).last().isEqualTo("check: fine");
  }

  @Test
  void preparedTransactionsAreMendedByARestart() throws Exception {
    String upstream = "database: postgres, password: correct horse";
    execute("ALTER SYSTEM SET max_prepared_transactions = 5");
    server.close();
    server = restarted();
    Checked seen = check(upstream(upstream));
    assertThat(seen.exit()).isEqualTo(2);
    assertThat(seen.text()).contains("max_prepared_transactions is 5");
    for (String sql : seen.mend()) {
      execute(sql);
    }
    assertThat(check(upstream(upstream)).exit()).as("not yet").isEqualTo(2);
    server.close();
    server = restarted();
    assertThat(check(upstream(upstream)).lines()).last().isEqualTo("check: fine");
  }

  @Test
  void configurationIsJudgedBeforeAnybodyLogsIn() throws Exception {
    Checked wrong = check("host: 127.0.0.1, prot: 1, user: r, database: d");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.text()).contains("pgtier.yaml:2:25: unknown key \"prot\"", "port");
    Checked weak = check("host: db.invalid, user: r, database: d, tls: verify-ca");
    assertThat(weak.text()).contains("warning", "verify-ca takes any server", "no such host");
    assertThat(weak.exit()).isEqualTo(1);
  }
}
