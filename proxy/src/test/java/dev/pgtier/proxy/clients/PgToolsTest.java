package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.fixture.Postgres15;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Upstream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL 15's own tools through the proxy, on a PostgreSQL 15. */
class PgToolsTest {
  private static EmbeddedPostgres server;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    server = Postgres15.builder().setServerConfig("wal_level", "logical").start();
    execute("postgres", "CREATE DATABASE " + TestServer.DATABASE);
    execute(
        TestServer.DATABASE,
        "CREATE ROLE scram LOGIN SUPERUSER REPLICATION PASSWORD 'upstream-secret'");
    execute(
        TestServer.DATABASE,
        """
        CREATE TABLE t AS SELECT i, repeat('x', i % 300) AS text, decode(md5(i::text), 'hex') AS b
          FROM generate_series(1, 5000) i;
        CREATE TABLE orders (id serial PRIMARY KEY, status text NOT NULL, total numeric);
        CREATE VIEW v AS SELECT count(*) FROM t;
        CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN $1; END $$;
        SELECT lo_from_bytea(0, decode(repeat('abcdef', 10000), 'hex'));
        """);
    Upstream upstream =
        new Upstream(
            "production",
            "127.0.0.1",
            server.getPort(),
            TestServer.DATABASE,
            "scram",
            Optional.of(Secret.of("upstream-secret")),
            Upstream.TlsMode.DISABLE,
            Optional.empty());
    proxy =
        TestProxy.start(
            o ->
                new ProxyOptions(
                    o.listen(),
                    o.tls(),
                    o.admin(),
                    Map.of("production", upstream),
                    o.tiers(),
                    o.principals(),
                    o.bounds()));
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    server.close();
  }

  private static void execute(String database, String sql) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(String sql) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + TestServer.DATABASE;
    try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void pgDumpThroughTheProxyEqualsTheDirectOne() {
    Command.Result direct =
        tool(server.getPort(), "scram", "pg_dump", "--blobs", TestServer.DATABASE).run();
    Command.Result through =
        tool(proxy.port(), "builder", "pg_dump", "--blobs", TestServer.DATABASE).run();
    assertThat(direct.exit()).as(direct.output()).isZero();
    assertThat(withoutKey(through.output())).isEqualTo(withoutKey(direct.output()));
    assertThat(through.output()).contains("lo_open", "CREATE FUNCTION public.f", "COPY public.t");
  }

  /** Newer minor releases draw a key for each dump. */
  private static String withoutKey(String dump) {
    return dump.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
  }

  @Test
  void pgBasebackupPassesWhereTheTierAllowsReplication(@TempDir Path folder) {
    Path backup = folder.resolve("backup");
    Command.Result result =
        tool(
                proxy.port(),
                "builder",
                "pg_basebackup",
                "-c",
                "fast",
                "-D",
                backup.toString(),
                "-X",
                "stream")
            .run();
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(Files.exists(backup.resolve("PG_VERSION"))).isTrue();
    Command.Result refused =
        tool(
                proxy.port(),
                "agent",
                "pg_basebackup",
                "-D",
                folder.resolve("no").toString(),
                "-X",
                "none")
            .run();
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output())
        .contains("pgtier: tier inspect does not allow replication connections");
  }

  @Test
  void pgbenchInitialisesAndRunsInEveryProtocolAndWithAConnectionEach() {
    assertThat(pgbench("-i", "-s", "1").exit()).isZero();
    for (String mode : List.of("simple", "extended", "prepared")) {
      Command.Result result = pgbench("-n", "-M", mode, "-c", "4", "-j", "2", "-t", "50");
      assertThat(result.output()).contains("processed: 200/200", "failed transactions: 0");
    }
    assertThat(pgbench("-n", "-S", "-C", "-c", "2", "-t", "20").output())
        .contains("processed: 40/40");
  }

  @Test
  void pgbenchPipelines(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("pipeline.sql");
    Files.writeString(
        script,
        """
        \\set n random(1, 5000)
        \\startpipeline
        BEGIN;
        SELECT text FROM t WHERE i = :n;
        SELECT count(*) FROM v;
        COMMIT;
        \\endpipeline
        """);
    for (String mode : List.of("extended", "prepared")) {
      Command.Result result =
          pgbench("-n", "-M", mode, "-f", script.toString(), "-c", "4", "-t", "50");
      assertThat(result.output()).contains("processed: 200/200", "failed transactions: 0");
    }
  }

  @Test
  void aParallelDumpIsRestoredInParallelAndDumpsTheSameAgain(@TempDir Path folder) {
    String dump = folder.resolve("dump").toString();
    String before = dumpThroughProxy();
    assertThat(builder("pg_dump", "-Fd", "-j", "3", "-f", dump, TestServer.DATABASE))
        .isEqualTo(new Command.Result(0, ""));
    assertThat(
            builder(
                "pg_restore", "--clean", "--if-exists", "-j", "3", "-d", TestServer.DATABASE, dump))
        .isEqualTo(new Command.Result(0, ""));
    assertThat(dumpThroughProxy()).isEqualTo(before);
  }

  private static String dumpThroughProxy() {
    Command.Result result = builder("pg_dump", "--blobs", TestServer.DATABASE);
    assertThat(result.exit()).as(result.output()).isZero();
    return withoutKey(result.output());
  }

  @Test
  void pgRecvlogicalStreamsWhereTheTierAllowsIt(@TempDir Path folder) throws Exception {
    // Debian has this one beside the server's programs, and not in PATH.
    String recvlogical = "/usr/lib/postgresql/15/bin/pg_recvlogical";
    Assumptions.assumeTrue(Command.exists(recvlogical), "there is no pg_recvlogical");
    Path changes = folder.resolve("changes");
    String[] slot = {"--slot", "through_proxy", "-d", TestServer.DATABASE};
    assertThat(builder(recvlogical, slot, "--create-slot", "-P", "test_decoding").output())
        .isEmpty();
    execute(TestServer.DATABASE, "CREATE TABLE changing AS SELECT 'seen from afar' AS what");
    String end = value("SELECT pg_current_wal_insert_lsn()");
    execute(TestServer.DATABASE, "CREATE TABLE later AS SELECT 1 AS n");
    Command.Result result =
        builder(recvlogical, slot, "--start", "--endpos", end, "-f", changes.toString(), "-n");
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(Files.readString(changes)).contains("seen from afar").doesNotContain("later");
    assertThat(builder(recvlogical, slot, "--drop-slot").exit()).isZero();
    Command.Result refused =
        tool(proxy.port(), "agent", concat(recvlogical, slot, "--start", "-f-", "-n")).run();
    assertThat(refused.output())
        .contains("pgtier: tier inspect does not allow replication connections");
  }

  private static Command.Result builder(String program, String[] some, String... more) {
    return builder(concat(program, some, more));
  }

  private static String[] concat(String program, String[] some, String... more) {
    List<String> words = new ArrayList<>(List.of(program));
    words.addAll(List.of(some));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static Command.Result builder(String... words) {
    return tool(proxy.port(), "builder", words).run();
  }

  @Test
  void everyDescribeCommandOfPsqlAnswersAsItsOwnServerDoes() {
    for (String command : PsqlTest.DESCRIBE) {
      String[] psql = {"psql", "-X", "-d", TestServer.DATABASE, "-c", command};
      Command.Result direct = tool(server.getPort(), "scram", psql).run();
      assertThat(direct.exit()).as(direct.output()).isZero();
      if (!command.equals("\\conninfo")) {
        assertThat(tool(proxy.port(), "agent", psql).run()).as(command).isEqualTo(direct);
      }
    }
  }

  private static Command.Result pgbench(String... arguments) {
    List<String> words = new ArrayList<>(List.of("pgbench"));
    words.addAll(List.of(arguments));
    words.add(TestServer.DATABASE);
    return tool(proxy.port(), "builder", words.toArray(String[]::new)).run();
  }

  private static Command tool(int port, String user, String... words) {
    return Command.of(words)
        .with("PGHOST", "127.0.0.1")
        .with("PGPORT", Integer.toString(port))
        .with("PGUSER", user)
        .with("PGPASSWORD", user.equals("scram") ? "upstream-secret" : user);
  }
}
