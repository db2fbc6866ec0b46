package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.ShippedTiers;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.Close;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.Flush;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import dev.pgtier.proxy.wire.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shipped tier inspect, in front of a superuser, as a client's trace shows it. */
class ReadOnlySessionTest {
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(1),
          OptionalLong.of(100),
          OptionalLong.of(1 << 20),
          4_000,
          100,
          OptionalLong.empty(),
          3,
          Duration.ZERO);

  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    proxy = TestProxy.start(o -> with(o, LIMITS));
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static ProxyOptions with(ProxyOptions o, Limits limits) {
    Map<String, Tier> tiers = new HashMap<>(o.tiers());
    tiers.put("inspect", inspect(limits, ""));
    return new ProxyOptions(
        o.listen(), o.tls(), o.admin(), o.upstreams(), tiers, o.principals(), o.bounds());
  }

  private static Tier inspect(Limits limits, String hash) {
    Tier shipped = ShippedTiers.inspect();
    return new Tier(
        shipped.name(),
        shipped.description(),
        "production",
        shipped.mode(),
        shipped.effects(),
        shipped.functions(),
        shipped.relations(),
        shipped.settings(),
        limits,
        shipped.hint(),
        shipped.hash() + hash);
  }

  @Test
  void aRefusedParseEndsTheUnnamedStatementAsTheServerDoes() {
    try (TestClient client = proxy.login("agent")) {
      client
          .send(new Parse("", "SELECT 1", List.of()), new Parse("", "SELEC", List.of()), new Sync())
          .trace();
      client.send(new Bind("", "", List.of(), List.of(), List.of()), new Sync());
      assertThat(client.trace()).containsExactly("ErrorResponse ERROR 26000", "ReadyForQuery I");
    }
  }

  @Test
  void aWriteIsRefusedWithRuleAndHintAndTheSessionGoesOn() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("UPDATE orders SET total = 0"), new Query("SELECT 1"));
      assertThat(client.trace(2))
          .containsExactly(
              "ErrorResponse ERROR 42501",
              "ReadyForQuery I",
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
      assertThat(client.lastError().message())
          .isEqualTo("pgtier: tier inspect does not allow write (UPDATE)");
      assertThat(client.lastError().toString())
          .contains("rule: statements.allow", "Propose a migration on the validate tier");
    }
  }

  @Test
  void aDeniedParseFailsThePipelineAndTheTransaction() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query("BEGIN"), parse("", "DROP TABLE orders"), bind(""), execute(""), new Sync());
      client.send(new Query("COMMIT"));
      assertThat(client.trace(3))
          .containsExactly(
              "CommandComplete BEGIN",
              "ReadyForQuery T",
              "ErrorResponse ERROR 42501",
              "ReadyForQuery E",
              "CommandComplete ROLLBACK",
              "ReadyForQuery I");
    }
  }

  @Test
  void aBlockIsReadOnlyAndItsCommitIsARollbackThatSaysCommit() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("BEGIN"), new Query("SHOW transaction_read_only"));
      assertThat(client.trace(2)).contains("DataRow", "ReadyForQuery T");
      client.send(new Query("SET TRANSACTION READ WRITE"), new Query("COMMIT"));
      assertThat(client.trace(2))
          .containsExactly(
              "ErrorResponse ERROR 42501",
              "ReadyForQuery E",
              "CommandComplete ROLLBACK",
              "ReadyForQuery I");
    }
  }

  @Test
  void poolsTidyASessionUpInOneString() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query("SET TimeZone = 'Asia/Tokyo'"),
          new Query("SELECT pg_advisory_unlock_all();\nCLOSE ALL;\nUNLISTEN *;\nRESET ALL;"),
          new Query("SHOW transaction_read_only"));
      assertThat(client.trace(3))
          .containsExactly(
              "CommandComplete SET",
              "ParameterStatus",
              "ReadyForQuery I",
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "CommandComplete CLOSE CURSOR ALL",
              "CommandComplete UNLISTEN",
              "CommandComplete RESET",
              "ParameterStatus",
              "ReadyForQuery I",
              "RowDescription",
              "DataRow",
              "CommandComplete SHOW",
              "ReadyForQuery I");
      assertThat(client.parameters()).doesNotContainEntry("TimeZone", "Asia/Tokyo");
    }
  }

  @Test
  void whatIsSetInABlockOutlivesItsCommitAndNotItsRollback() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query("BEGIN"),
          new Query("SET TimeZone = 'Asia/Tokyo'"),
          new Query("SAVEPOINT s"),
          new Query("SET TimeZone = 'Asia/Seoul'"),
          new Query("ROLLBACK TO s"),
          new Query("COMMIT"));
      assertThat(client.trace(6))
          .contains("CommandComplete COMMIT")
          .last()
          .isEqualTo("ReadyForQuery I");
      assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
      client.send(
          new Query("BEGIN"), new Query("SET TimeZone = 'Asia/Seoul'"), new Query("ROLLBACK"));
      client.trace(3);
      assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
      client.send(new Query("DISCARD ALL"), new Query("SELECT 1"), new Query("BEGIN"));
      assertThat(client.trace(3))
          .containsSubsequence("CommandComplete DISCARD ALL", "CommandComplete BEGIN");
    }
  }

  @Test
  void aStatementOrPortalThatNobodyMadeIsRefusedAsTheServerWould() {
    try (TestClient client = proxy.login("agent")) {
      client.send(bind("nobody"), new Sync(), new Execute("nothing", 0), new Sync());
      client.send(new Query("EXECUTE pg_read_file"), new Query("FETCH c"));
      assertThat(client.trace(4))
          .containsExactly(
              "ErrorResponse ERROR 26000",
              "ReadyForQuery I",
              "ErrorResponse ERROR 34000",
              "ReadyForQuery I",
              "ErrorResponse ERROR 26000",
              "ReadyForQuery I",
              "ErrorResponse ERROR 34000",
              "ReadyForQuery I");
    }
  }

  @Test
  void theProxysOwnStatementsAreOutOfReach() {
    try (TestClient client = proxy.login("agent")) {
      client.send(bind("pgtier:end"), new Sync(), parse("pgtier:x", "SELECT 1"), new Sync());
      client.send(new Close(Target.STATEMENT, "pgtier:begin"), new Sync());
      client.send(new Query("EXECUTE \"pgtier:end\""), new Query("DEALLOCATE \"pgtier:end\""));
      assertThat(client.trace(5))
          .containsExactly(
              "ErrorResponse ERROR 42602",
              "ReadyForQuery I",
              "ErrorResponse ERROR 42602",
              "ReadyForQuery I",
              "ErrorResponse ERROR 42602",
              "ReadyForQuery I",
              "ErrorResponse ERROR 42602",
              "ReadyForQuery I",
              "ErrorResponse ERROR 42602",
              "ReadyForQuery I");
    }
  }

  @Test
  void sqlCannotRunTransactionControlThatTheProtocolPrepared() {
    try (TestClient client = proxy.login("agent")) {
      client.send(parse("c", "COMMIT"), new Sync(), new Query("EXECUTE c"));
      assertThat(client.trace(2))
          .containsExactly(
              "ParseComplete", "ReadyForQuery I", "ErrorResponse ERROR 42501", "ReadyForQuery I");
    }
  }

  @Test
  void rowsBeyondTheLimitAreAnErrorAfterThoseThatAreAllowed() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("SELECT * FROM generate_series(1, 1000)"));
      List<String> trace = client.trace();
      assertThat(trace.stream().filter("DataRow"::equals)).hasSize(100);
      assertThat(trace).endsWith("DataRow", "ErrorResponse ERROR 54000", "ReadyForQuery I");
      assertThat(client.lastError().toString()).contains("limits.rows of tier inspect is 100");
      client.send(new Query("SELECT * FROM generate_series(1, 100)"));
      assertThat(client.trace()).contains("CommandComplete SELECT 100");
    }
  }

  @Test
  void theRowLimitIsToldToTheServerWhichThenStopsEarly() {
    try (TestClient client = proxy.login("agent")) {
      // Without a LIMIT this would sort a hundred million rows first, or send them.
      client.send(new Query("SELECT * FROM generate_series(1, 10) a -- all of them"));
      assertThat(client.trace()).contains("CommandComplete SELECT 10");
      client.send(new Query("SELECT count(*) OVER () FROM generate_series(1, 300) LIMIT 300"));
      assertThat(client.trace()).contains("ErrorResponse ERROR 54000");
    }
  }

  @Test
  void aRowLimitFailsTheBlockThatItIsHitIn() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query("BEGIN"),
          new Query("SELECT * FROM generate_series(1, 200)"),
          new Query("SELECT 1"),
          new Query("ROLLBACK"));
      assertThat(client.trace(4))
          .endsWith(
              "ErrorResponse ERROR 54000",
              "ReadyForQuery E",
              "ErrorResponse ERROR 25P02",
              "ReadyForQuery E",
              "CommandComplete ROLLBACK",
              "ReadyForQuery I");
    }
  }

  @Test
  void rowsAreCountedOverAllExecutesOfAPortalAndFetchesOfACursor() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          parse("", "SELECT * FROM generate_series(1, 500)"),
          bind(""),
          new Execute("", 60),
          new Execute("", 60),
          new Sync());
      List<String> trace = client.trace();
      assertThat(trace.stream().filter("DataRow"::equals)).hasSize(100);
      assertThat(trace).endsWith("ErrorResponse ERROR 54000", "ReadyForQuery I");
      client.send(
          new Query("BEGIN"),
          new Query("DECLARE c CURSOR FOR SELECT * FROM generate_series(1, 500)"),
          new Query("FETCH 60 FROM c"),
          new Query("FETCH 60 FROM c"));
      trace = client.trace(4);
      assertThat(trace.stream().filter("DataRow"::equals)).hasSize(100);
      assertThat(trace).endsWith("ErrorResponse ERROR 54000", "ReadyForQuery E");
    }
  }

  @Test
  void aRowThatIsTooLargeIsNotBegun() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("SELECT repeat('x', 2000000)"), new Query("SELECT 1"));
      assertThat(client.trace(2))
          .containsExactly(
              "RowDescription",
              "ErrorResponse ERROR 54000",
              "ReadyForQuery I",
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
      client.send(new Query("COPY (SELECT repeat('x', 2000000)) TO STDOUT"));
      assertThat(client.trace()).endsWith("ErrorResponse ERROR 54000", "ReadyForQuery I");
    }
  }

  @Test
  void aStatementThatTakesTooLongIsCancelledAndSaysByWhichLimit() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query(
              "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 9) b"));
      assertThat(client.trace()).endsWith("ErrorResponse ERROR 57014", "ReadyForQuery I");
      assertThat(client.lastError().toString()).contains("limits.time of tier inspect is 1000 ms");
    }
  }

  @Test
  void aStatementBudgetIsASecondsWorth() {
    Limits slow =
        new Limits(
            LIMITS.time(),
            LIMITS.rows(),
            LIMITS.result(),
            LIMITS.sql(),
            100,
            OptionalLong.of(5),
            3,
            Duration.ZERO);
    try (TestProxy one = TestProxy.start(o -> with(o, slow));
        TestClient client = one.login("agent")) {
      for (int i = 0; i < 20; i++) {
        client.send(new Query("SELECT 1"));
      }
      assertThat(client.trace(20)).contains("ErrorResponse ERROR 54000", "DataRow");
      assertThat(client.lastError().toString()).contains("statements-per-second");
    }
  }

  @Test
  void aReloadedTierHoldsForTheNextStatementAlsoForOneThatWasPreparedBefore() {
    try (TestProxy one = TestProxy.start(o -> with(o, LIMITS));
        TestClient client = one.login("agent")) {
      client.send(parse("s", "SELECT id FROM orders"), new Sync());
      client.trace();
      Tier closed = inspect(LIMITS, "2");
      Tier without =
          new Tier(
              closed.name(),
              closed.description(),
              closed.upstream(),
              closed.mode(),
              closed.effects(),
              closed.functions(),
              new dev.pgtier.policies.Relations(
                  closed.relations().allow(), List.of("public.orders")),
              closed.settings(),
              closed.limits(),
              closed.hint(),
              closed.hash());
      ProxyOptions options = TestProxy.options();
      Map<String, Tier> tiers = new HashMap<>(options.tiers());
      tiers.put("inspect", without);
      one.proxy().reload(tiers, options.principals());
      client.send(bind("s"), execute(""), new Sync(), new Query("SELECT 1"));
      assertThat(client.trace(2))
          .startsWith("ErrorResponse ERROR 42501", "ReadyForQuery I")
          .contains("DataRow");
      one.proxy().reload(tiers, Map.of());
      client.send(new Query("SELECT 1"));
      assertThat(client.traceToEnd()).containsExactly("ErrorResponse FATAL 57P01", "end");
    }
  }

  @Test
  @Timeout(30)
  void aFunctionThatIsMadeWhileASessionIsOpenIsJudgedByWhatItIs() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("SELECT made_later()"));
      assertThat(client.trace()).contains("ErrorResponse ERROR 42501");
      TestServer.execute(
          TestServer.DATABASE,
          "CREATE FUNCTION made_later() RETURNS int STABLE LANGUAGE sql AS 'SELECT 7'");
      client.send(new Query("SELECT made_later()"));
      assertThat(client.trace()).contains("CommandComplete SELECT 1");
      TestServer.execute(
          TestServer.DATABASE,
          "CREATE FUNCTION made_later(int) RETURNS int VOLATILE LANGUAGE sql AS 'SELECT 8'");
      // An overload of a known name leaves no trace; it is found by looking every second.
      List<String> trace;
      do {
        client.send(new Query("SELECT made_later(1)"));
        trace = client.trace();
      } while (trace.contains("DataRow"));
      assertThat(trace).contains("ErrorResponse ERROR 42501");
    } finally {
      TestServer.execute(
          TestServer.DATABASE,
          "DROP FUNCTION IF EXISTS made_later(); DROP FUNCTION IF EXISTS made_later(int)");
    }
  }

  @Test
  void flushedMessagesAreAnsweredBeforeTheirSync() {
    try (TestClient client = proxy.login("agent")) {
      client.send(parse("f", "SELECT 1"), bind("f"), execute(""), new Flush());
      client.send(new Sync());
      assertThat(client.trace())
          .containsExactly(
              "ParseComplete",
              "BindComplete",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
    }
  }

  @Test
  void whatPgAdminAndPsqlOdbcSayWhenTheyConnectIsDone() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query(
              "SET DateStyle=ISO; SET client_min_messages=notice; SELECT"
                  + " set_config('bytea_output','escape',false) FROM pg_show_all_settings() WHERE"
                  + " name = 'bytea_output'; SET client_encoding='utf-8';"));
      assertThat(client.trace())
          .contains("CommandComplete SELECT 1")
          .endsWith("CommandComplete SET", "ReadyForQuery I");
      client.send(new Query("SELECT 1/(current_setting('bytea_output') = 'escape')::int"));
      assertThat(client.trace()).contains("CommandComplete SELECT 1");
      client.send(
          new Query(
              "SET DateStyle = 'German';SET extra_float_digits = 2;show transaction_isolation"));
      assertThat(client.trace()).contains("CommandComplete SHOW").endsWith("ReadyForQuery I");
      assertThat(client.parameters()).containsEntry("DateStyle", "German, DMY");
    }
  }

  @Test
  void aSettingWhoseValueIsAParameterLastsOutsideOfBlocks() {
    try (TestClient client = proxy.login("agent")) {
      Message set = parse("", "SELECT set_config('TimeZone', $1, false)");
      client.send(set, zone("Asia/Tokyo"), execute(""), new Sync());
      assertThat(client.trace()).contains("CommandComplete SELECT 1", "ReadyForQuery I");
      assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
      // In a block it holds as long as the block does: what it was cannot be said again.
      client.send(new Query("BEGIN"), set, zone("Asia/Dili"), execute(""), new Sync());
      assertThat(client.trace(2)).contains("CommandComplete SELECT 1", "ReadyForQuery T");
      assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Dili");
      client.send(new Query("COMMIT"));
      assertThat(client.trace()).contains("CommandComplete COMMIT", "ReadyForQuery I");
      assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
    }
  }

  private static Message zone(String value) {
    Bytes bytes = Bytes.copyOf(value.getBytes(StandardCharsets.UTF_8));
    return new Bind("", "", List.of(), List.of(Optional.of(bytes)), List.of());
  }

  @Test
  void whoAsksForReadOnlyAtStartUpIsLetIn() {
    Map<String, String> wanted =
        Map.of(
            "database",
            TestServer.DATABASE,
            "options",
            "-c default_transaction_read_only=on -c standard_conforming_strings=on");
    try (TestClient client = TestClient.login(proxy.port(), "agent", "agent", wanted)) {
      client.send(new Query("SHOW default_transaction_read_only"));
      assertThat(client.trace()).contains("CommandComplete SHOW");
    }
  }

  @Test
  void aStringThatTakesTooLongIsToldTheLimitAlsoBehindWhatItHasDone() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("SELECT 1; SELECT count(*) FROM generate_series(1, 1000000000)"));
      assertThat(client.trace())
          .containsSubsequence(
              "CommandComplete SELECT 1", "ErrorResponse ERROR 57014", "ReadyForQuery I");
      assertThat(client.lastError().toString()).contains("limits.time of tier inspect is 1000 ms");
    }
  }

  private static Message parse(String name, String sql) {
    return new Parse(name, sql, List.of());
  }

  private static Message bind(String statement) {
    return new Bind("", statement, List.of(), List.of(), List.of());
  }

  private static Message execute(String portal) {
    return new Execute(portal, 0);
  }
}
