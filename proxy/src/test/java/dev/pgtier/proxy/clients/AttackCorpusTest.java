package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.ShippedTiers;
import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.fixture.Postgres15;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Upstream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever attacks the shipped tier inspect changes nothing and learns nothing that it withholds,
 * also where the upstream's role is a superuser by mistake. Each case of the corpus looks as the
 * server's owner whether it came through.
 */
class AttackCorpusTest {
  private static final Path PYTHON = Path.of("src", "test", "python").toAbsolutePath();

  /** They want column masks, which do not exist yet. */
  private static final String MASKS = "^masking";

  /**
   * What the tier allows on purpose, as real clients send it: the shipped tier lets every client
   * say how intervals look, and pools say DEALLOCATE ALL.
   */
  private static final Set<String> ALLOWED = Set.of("session_state-030", "utility-040");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"15, su_agent", "18, su_agent", "18, rd_agent"})
  void nothingComesThrough(int version, String role) throws Exception {
    Path files = Files.createDirectory(folder.resolve("files"));
    open(folder);
    open(files);
    try (EmbeddedPostgres server = server(version)) {
      execute(server, "CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'bosspw'");
      // The runner makes the database and the roles, and nothing more.
      run(server, server.getPort(), "boss", "bosspw", "--only", "^none$", "--bootstrap");
      Path report = folder.resolve("report.jsonl");
      try (TestProxy proxy = TestProxy.start(o -> options(o, server.getPort(), role))) {
        run(
            server,
            proxy.port(),
            "agent",
            "agent",
            "--upstream-user",
            role,
            "--upstream-password",
            "pw",
            "--server-tmp",
            files.toString(),
            "--json",
            report.toString());
      }
      assertThat(cameThrough(report)).isEqualTo(ALLOWED);
    }
  }

  private static void open(Path path) {
    assertThat(path.toFile().setWritable(true, false)).isTrue();
    assertThat(path.toFile().setReadable(true, false)).isTrue();
    assertThat(path.toFile().setExecutable(true, false)).isTrue();
  }

  private static Set<String> cameThrough(Path report) throws IOException {
    Set<String> through = new TreeSet<>();
    int cases = 0;
    for (String line : Files.readAllLines(report)) {
      JsonNode result = new ObjectMapper().readTree(line);
      String verdict = result.get("verdict").asText();
      String id = result.get("id").asText();
      cases++;
      assertThat(verdict).as(line).isNotEqualTo("error");
      boolean good = verdict.equals("contained") || verdict.equals("allowed");
      if (!good && !id.matches(MASKS + ".*")) {
        through.add(id);
      }
    }
    assertThat(cases).isGreaterThan(380);
    return through;
  }

  private static ProxyOptions options(ProxyOptions o, int port, String role) {
    Tier shipped = ShippedTiers.inspect();
    Limits limits = shipped.limits();
    Tier inspect =
        new Tier(
            "inspect",
            shipped.description(),
            "production",
            shipped.mode(),
            shipped.effects(),
            shipped.functions(),
            shipped.relations(),
            shipped.settings(),
            new Limits(
                Duration.ofSeconds(2),
                limits.rows(),
                limits.result(),
                limits.sql(),
                200,
                limits.statementsPerSecond(),
                limits.preparedStatements(),
                limits.idle()),
            shipped.hint(),
            shipped.hash());
    Upstream upstream =
        new Upstream(
            "production",
            "127.0.0.1",
            port,
            "appdb",
            role,
            Optional.of(Secret.of("pw")),
            Upstream.TlsMode.DISABLE,
            Optional.empty());
    return new ProxyOptions(
        o.listen(),
        o.tls(),
        o.admin(),
        Map.of("production", upstream),
        Map.of("inspect", inspect),
        Map.of("agent", o.principals().get("agent")),
        o.bounds());
  }

  private static void run(
      EmbeddedPostgres server, int port, String user, String password, String... more)
      throws Exception {
    String owner =
        "host=127.0.0.1 port=" + server.getPort() + " user=boss password=bosspw dbname=appdb";
    String[] command = {
      "python3",
      PYTHON.resolve("run_sql.py").toString(),
      "--host",
      "127.0.0.1",
      "--port",
      Integer.toString(port),
      "--user",
      user,
      "--password",
      password,
      "--db",
      "appdb",
      "--quiet",
      "--owner-dsn",
      owner
    };
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    Command.of(all).run();
  }

  private static void execute(EmbeddedPostgres server, String sql) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static EmbeddedPostgres server(int version) throws IOException {
    EmbeddedPostgres.Builder builder =
        version == 15
            ? Postgres15.builder()
            : EmbeddedPostgres.builder()
                .setLocaleConfig("locale", "C.UTF-8")
                .setLocaleConfig("encoding", "UTF8")
                .setServerConfig("fsync", "off");
    return builder
        .setServerConfig("wal_level", "logical")
        .setServerConfig("max_connections", "200")
        .setServerConfig("max_prepared_transactions", "10")
        .start();
  }
}
