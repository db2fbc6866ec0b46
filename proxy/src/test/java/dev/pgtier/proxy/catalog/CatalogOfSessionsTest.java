package dev.pgtier.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.ShippedTiers;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.Close;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import dev.pgtier.proxy.wire.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A session that reads is judged by the catalogue as it is, not as it was. */
class CatalogOfSessionsTest {
  private static final String DATABASE = "judged";

  @BeforeAll
  static void create() {
    TestServer.port();
    TestServer.execute("postgres", "CREATE DATABASE " + DATABASE);
  }

  private static TestProxy start() {
    return start("scram", "upstream-secret");
  }

  private static TestProxy start(String user, String password) {
    int port = TestServer.port();
    return TestProxy.start(
        o -> {
          Map<String, Tier> tiers = new HashMap<>(o.tiers());
          tiers.put("inspect", ShippedTiers.inspect());
          return new ProxyOptions(
              o.listen(),
              o.tls(),
              o.admin(),
              Map.of(Watching.NAME, Watching.upstream(port, DATABASE, user, password)),
              tiers,
              o.principals(),
              o.bounds());
        });
  }

  private static TestClient login(TestProxy proxy, String user) {
    return TestClient.login(proxy.port(), user, user, Map.of("database", DATABASE));
  }

  private static List<String> run(TestClient client, String sql) {
    return client.send(new Query(sql)).trace();
  }

  private static String function(String volatility) {
    return "CREATE OR REPLACE FUNCTION answer() RETURNS int LANGUAGE sql "
        + volatility
        + " AS 'SELECT 42'";
  }

  @Test
  void aFunctionIsKnownAtOnceAndRefusedOnceItIsVolatile() throws Exception {
    try (TestProxy proxy = start();
        TestClient agent = login(proxy, "agent");
        TestClient builder = login(proxy, "builder")) {
      assertThat(run(agent, "SELECT 1")).contains("CommandComplete SELECT 1");
      assertThat(run(builder, function("IMMUTABLE"))).contains("CommandComplete CREATE FUNCTION");
      assertThat(run(agent, "SELECT answer()")).contains("CommandComplete SELECT 1");
      run(builder, function("VOLATILE"));
      Watching.await(() -> run(agent, "SELECT answer()").toString().contains("42501"));
      run(builder, function("STABLE"));
      Watching.await(() -> run(agent, "SELECT answer()").contains("CommandComplete SELECT 1"));
      run(builder, "CREATE VIEW v AS SELECT pg_switch_wal() AS lsn");
      assertThat(run(agent, "SELECT * FROM v").toString()).contains("42501");
    }
  }

  @Test
  void codeBehindARelationThatIsNewerThanTheCatalogueIsJudged() {
    try (TestProxy proxy = start();
        TestClient agent = login(proxy, "agent")) {
      for (int i = 0; i < 3; i++) {
        String sql = "SELECT * FROM newer" + i;
        assertThat(run(agent, sql).toString()).contains("42P01");
        // Straight at the server: no session of the proxy sees it.
        TestServer.execute(DATABASE, "CREATE VIEW newer" + i + " AS SELECT pg_switch_wal() AS lsn");
        assertThat(run(agent, sql).toString()).contains("42501");
      }
    }
  }

  @Test
  void aParameterWhoseTypeIsGivenByNumberIsJudgedByThatType() {
    TestServer.execute(
        DATABASE,
        "CREATE FUNCTION act(int) RETURNS bool LANGUAGE plpgsql AS 'begin return true; end';"
            + "CREATE DOMAIN acting AS int CHECK (act(VALUE));"
            + "CREATE TYPE pair AS (a acting, b int);"
            + "CREATE DOMAIN calm AS int CHECK (VALUE > 0);"
            + "CREATE TYPE mood AS ENUM ('happy')");
    try (TestProxy proxy = start();
        TestClient agent = login(proxy, "agent")) {
      for (String type : List.of("acting", "acting[]", "pair")) {
        assertThat(parse(agent, type)).as(type).contains("ErrorResponse ERROR 42501");
      }
      assertThat(agent.lastError().toString()).contains("types.code", "act is volatile");
      for (String type : List.of("calm", "mood", "mood[]", "int", "pg_catalog.oidvector")) {
        assertThat(parse(agent, type)).as(type).contains("ParseComplete");
      }
      assertThat(parse(agent, 99_999_999)).contains("ErrorResponse ERROR 42501");
      // One that is newer than the catalogue.
      TestServer.execute(DATABASE, "CREATE DOMAIN newer AS acting");
      assertThat(parse(agent, "newer")).contains("ErrorResponse ERROR 42501");
    }
  }

  @Test
  void aPreparedStatementIsJudgedAnewByTheTypesOfItsParameters() throws Exception {
    TestServer.execute(
        DATABASE,
        "CREATE FUNCTION turns(int) RETURNS bool LANGUAGE sql STABLE AS 'SELECT true';"
            + "CREATE DOMAIN turning AS int CHECK (turns(VALUE))");
    try (TestProxy proxy = start();
        TestClient agent = login(proxy, "agent")) {
      assertThat(parse(agent, "turning")).contains("ParseComplete");
      Bind bind =
          new Bind(
              "", "s", List.of(), List.of(Optional.of(Bytes.copyOf(new byte[] {'1'}))), List.of());
      assertThat(agent.send(bind, new Sync()).trace()).contains("BindComplete");
      TestServer.execute(DATABASE, "ALTER FUNCTION turns(int) VOLATILE");
      Watching.await(
          () -> agent.send(bind, new Sync()).trace().contains("ErrorResponse ERROR 42501"));
    }
  }

  private static List<String> parse(TestClient client, String type) {
    return parse(client, oid(type));
  }

  private static List<String> parse(TestClient client, int oid) {
    return client
        .send(
            new Close(Target.STATEMENT, "s"), new Parse("s", "SELECT $1", List.of(oid)), new Sync())
        .trace();
  }

  private static int oid(String type) {
    return Integer.parseInt(
        TestServer.value(DATABASE, "SELECT '" + type + "'::regtype::oid::text"));
  }

  @Test
  void aNameThatCannotBeLookedUpIsRefusedAndTheRestGoesOn() {
    TestServer.execute(DATABASE, "CREATE ROLE locked LOGIN PASSWORD 'locked'");
    try (TestProxy proxy = start("locked", "locked");
        TestClient agent = login(proxy, "agent")) {
      assertThat(run(agent, "SELECT * FROM missing").toString()).contains("42P01");
      TestServer.execute(DATABASE, "ALTER ROLE locked NOLOGIN");
      TestServer.execute(
          DATABASE,
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
              + " WHERE application_name = 'pgtier catalogue' AND usename = 'locked'");
      assertThat(run(agent, "SELECT * FROM missing").toString()).contains("57P03");
      assertThat(run(agent, "SELECT 1")).contains("CommandComplete SELECT 1");
      TestServer.execute(DATABASE, "ALTER ROLE locked LOGIN");
      assertThat(run(agent, "SELECT * FROM missing").toString()).contains("42P01");
    }
  }
}
