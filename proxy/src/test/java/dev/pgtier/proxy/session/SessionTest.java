package dev.pgtier.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.CancelRequest;
import dev.pgtier.proxy.wire.CopyData;
import dev.pgtier.proxy.wire.CopyDone;
import dev.pgtier.proxy.wire.CopyFail;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.FunctionCall;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import dev.pgtier.proxy.wire.Terminate;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    proxy = TestProxy.start();
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @Test
  void theLogInTellsTheServersParametersAndItsRealPid() {
    try (TestClient client = proxy.login("builder")) {
      assertThat(client.parameters()).containsKeys("server_version", "TimeZone", "in_hot_standby");
      assertThat(
              TestServer.value(
                  "SELECT usename FROM pg_stat_activity WHERE pid = " + client.key().pid()))
          .isEqualTo("scram");
      assertThat(client.key().secret().length()).isEqualTo(4);
    }
  }

  @Test
  void protocol32GetsALongKeyAndNewerVersionsAreNegotiatedDown() {
    try (TestClient client = TestClient.connect(proxy.port())) {
      List<String> trace = client.logIn("builder", "builder", database(), 9999);
      assertThat(trace.get(0)).isEqualTo("NegotiateProtocolVersion");
      assertThat(trace).last().isEqualTo("ReadyForQuery I");
      assertThat(client.key().secret().length()).isEqualTo(32);
    }
  }

  @Test
  void aWrongPasswordAndAnUnknownUserLookTheSame() {
    List<String> wrong = refusedLogIn("builder", "guess");
    List<String> unknown = refusedLogIn("mallory", "guess");
    assertThat(wrong).isEqualTo(unknown).last().isEqualTo("end");
    assertThat(wrong).contains("ErrorResponse FATAL 28P01");
  }

  private static List<String> refusedLogIn(String user, String password) {
    try (TestClient client = TestClient.connect(proxy.port())) {
      List<String> trace = client.logIn(user, password, database(), 0);
      assertThat(client.lastError().message())
          .isEqualTo("password authentication failed for user \"" + user + "\"");
      return trace;
    }
  }

  @Test
  void anotherDatabaseThanTheUpstreamsDoesNotExist() {
    try (TestClient client = TestClient.connect(proxy.port())) {
      assertThat(client.logIn("builder", "builder", Map.of("database", "postgres"), 0))
          .contains("ErrorResponse FATAL 3D000");
    }
  }

  @Test
  void onlyWhoValidatesMayNameTheDatabaseOfAValidation() {
    String fresh = TestServer.DATABASE + "_v_01jcz0q3v7k8m9n0p1q2r3s4t5";
    TestServer.execute("postgres", "CREATE DATABASE " + fresh);
    try (TestProxy validating = TestProxy.start(SessionTest::builderValidates)) {
      assertThat(logsIn(validating, "builder", fresh)).isTrue();
      assertThat(logsIn(validating, "builder", TestServer.DATABASE)).isTrue();
      assertThat(logsIn(validating, "agent", fresh)).isFalse();
      assertThat(logsIn(proxy, "builder", fresh)).isFalse();
      for (String other :
          List.of(
              "postgres",
              fresh + "6",
              fresh.toUpperCase(Locale.ROOT),
              TestServer.DATABASE + "_base",
              fresh.replace(TestServer.DATABASE, "other"))) {
        assertThat(logsIn(validating, "builder", other)).as(other).isFalse();
      }
    } finally {
      TestServer.execute("postgres", "DROP DATABASE " + fresh + " WITH (FORCE)");
    }
  }

  private static ProxyOptions builderValidates(ProxyOptions o) {
    Map<String, Principal> principals = new HashMap<>(o.principals());
    principals.computeIfPresent("builder", (name, builder) -> builder.validating());
    return new ProxyOptions(
        o.listen(), o.tls(), o.admin(), o.upstreams(), o.tiers(), principals, o.bounds());
  }

  /** True if there is a session; false if there is no such database, as far as the client knows. */
  private static boolean logsIn(TestProxy proxy, String principal, String database) {
    try (TestClient client = TestClient.connect(proxy.port())) {
      List<String> trace = client.logIn(principal, principal, Map.of("database", database), 0);
      if (trace.contains("ErrorResponse FATAL 3D000")) {
        assertThat(client.lastError().message())
            .isEqualTo("database \"" + database + "\" does not exist");
        return false;
      }
      assertThat(trace).last().isEqualTo("ReadyForQuery I");
      return true;
    }
  }

  @Test
  void aSettingThatTheTierDoesNotAllowIsRefusedAtStartUpAndSaysWhich() {
    try (TestClient client = TestClient.connect(proxy.port())) {
      client.logIn(
          "agent",
          "agent",
          Map.of(
              "database", TestServer.DATABASE, "options", "-c default_transaction_read_only=off"),
          0);
      assertThat(client.lastError().sqlState()).isEqualTo("42501");
      assertThat(client.lastError().message()).contains("default_transaction_read_only");
    }
  }

  @Test
  void aReadOnlyTiersSessionIsReadOnlyFromItsStartUpPacket() {
    try (TestClient client = proxy.login("agent")) {
      client.send(new Query("UPDATE orders SET total = 0"));
      assertThat(client.trace()).containsExactly("ErrorResponse ERROR 42501", "ReadyForQuery I");
      assertThat(client.parameters()).containsEntry("default_transaction_read_only", "on");
    }
  }

  @Test
  void settingsOfAWritingTiersStartUpStayWhatResetFallsBackOn() {
    try (TestClient client = TestClient.connect(proxy.port())) {
      client.logIn(
          "builder",
          "builder",
          Map.of(
              "database",
              TestServer.DATABASE,
              "options",
              "-c work_mem=7MB",
              "TimeZone",
              "Asia/Tokyo"),
          0);
      assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Tokyo");
      client.send(
          new Query(
              "SET work_mem = '9MB'; RESET work_mem; SELECT 1/(current_setting('work_mem') = '7MB')::int"));
      assertThat(client.trace()).last().isEqualTo("ReadyForQuery I");
      assertThat(client.lastError()).isNull();
    }
  }

  @Test
  void theDeployTierTakesNobodyInWhileItHasNoGate() {
    try (TestClient client = TestClient.connect(proxy.port())) {
      assertThat(client.logIn("deployer", "deployer", database(), 0))
          .contains("ErrorResponse FATAL 0A000");
    }
  }

  @Test
  void replicationIsRefusedWhereTheTierDoesNotAllowItAndPassesElsewhere() {
    try (TestClient client = TestClient.connect(proxy.port())) {
      client.logIn(
          "agent", "agent", Map.of("database", TestServer.DATABASE, "replication", "database"), 0);
      assertThat(client.lastError().sqlState()).isEqualTo("42501");
    }
    Map<String, String> walsender =
        Map.of("database", TestServer.DATABASE, "replication", "database");
    try (TestClient client = TestClient.login(proxy.port(), "builder", "builder", walsender)) {
      client.send(new Query("IDENTIFY_SYSTEM"));
      assertThat(client.trace())
          .containsExactly(
              "RowDescription", "DataRow", "CommandComplete IDENTIFY_SYSTEM", "ReadyForQuery I");
    }
  }

  @Test
  void aPipelineIsAnsweredInOrderAndSkippedAfterAnError() {
    try (TestClient client = proxy.login("builder")) {
      client.send(
          parse("a", "SELECT 1"),
          bind("", "a"),
          new Execute("", 0),
          new Sync(),
          parse("b", "SELECT nope"),
          bind("", "b"),
          new Execute("", 0),
          new Sync(),
          new Query(""));
      assertThat(client.trace(3))
          .containsExactly(
              "ParseComplete",
              "BindComplete",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I",
              "ErrorResponse ERROR 42703",
              "ReadyForQuery I",
              "EmptyQueryResponse",
              "ReadyForQuery I");
    }
  }

  @Test
  void aFunctionCallThatTheTierDoesNotAllowFailsTheTransactionAndNotTheSession() {
    try (TestClient client = proxy.login("agent")) {
      client.send(
          new Query("BEGIN"), sleepByFunctionCall(), new Query("COMMIT"), new Query("SELECT 1"));
      assertThat(client.trace(4))
          .containsExactly(
              "CommandComplete BEGIN",
              "ReadyForQuery T",
              "ErrorResponse ERROR 42501",
              "ReadyForQuery E",
              "CommandComplete ROLLBACK",
              "ReadyForQuery I",
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
      assertThat(client.lastError().message())
          .isEqualTo("pgtier: tier inspect does not allow procedure (FunctionCall)");
    }
  }

  private static Message sleepByFunctionCall() {
    int pgSleep = 2626;
    return new FunctionCall(
        pgSleep,
        List.of(),
        List.of(Optional.of(Bytes.copyOf("0.01".getBytes(StandardCharsets.US_ASCII)))),
        0);
  }

  @Test
  void aTextOverTheLimitIsRefusedInItsPlaceAndNothingOfItReachesTheServer() {
    String tooLong = "SELECT 1 -- " + "x".repeat(TestProxy.LIMITS.sql());
    try (TestClient client = proxy.login("builder")) {
      client.send(
          new Query("SELECT 2"),
          new Query(tooLong),
          parse("", tooLong),
          new Sync(),
          new Query("SELECT 3"));
      assertThat(client.trace(4))
          .containsExactly(
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I",
              "ErrorResponse ERROR 54000",
              "ReadyForQuery I",
              "ErrorResponse ERROR 54000",
              "ReadyForQuery I",
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
    }
  }

  @Test
  void whatTheServersScannerCannotBeStoppedInNeverReachesIt() {
    String nested = "SELECT 1 " + "/*".repeat(10_000) + "*/".repeat(10_000);
    String operator = "SELECT 1 " + "+-".repeat(100_000) + " 1";
    String harmless = "SELECT '" + "/*".repeat(100) + "+".repeat(100) + "' -- " + "/* ".repeat(20);
    try (TestClient client = proxy.login("builder")) {
      client.send(new Query(nested), parse("", operator), new Sync(), new Query(harmless));
      assertThat(client.trace(3))
          .containsExactly(
              "ErrorResponse ERROR 54001",
              "ReadyForQuery I",
              "ErrorResponse ERROR 54001",
              "ReadyForQuery I",
              "RowDescription",
              "DataRow",
              "CommandComplete SELECT 1",
              "ReadyForQuery I");
    }
  }

  @Test
  void namedStatementsAreBoundedAndCloseMakesRoom() {
    int cap = TestProxy.LIMITS.preparedStatements();
    try (TestClient client = proxy.login("builder")) {
      for (int i = 0; i < cap; i++) {
        client.send(parse("s" + i, "SELECT 1"));
      }
      client.send(new Sync(), parse("more", "SELECT 1"), new Sync());
      assertThat(client.trace(2)).contains("ErrorResponse ERROR 54000");
      client.send(new Query("DEALLOCATE s0"));
      client.trace();
      client.send(parse("more", "SELECT 1"), new Sync());
      assertThat(client.trace()).containsExactly("ParseComplete", "ReadyForQuery I");
    }
  }

  @Test
  void copyInEndsWellAndFailsWell() {
    try (TestClient client = proxy.login("builder")) {
      client.send(new Query("CREATE TEMP TABLE t (a int); COPY t FROM STDIN"));
      client.send(data("1\n2\n"), new CopyDone());
      assertThat(client.trace())
          .containsExactly(
              "CommandComplete CREATE TABLE",
              "CopyInResponse",
              "CommandComplete COPY 2",
              "ReadyForQuery I");
      client.send(new Query("COPY t FROM STDIN"), data("1\n"), new CopyFail("no more"));
      assertThat(client.trace())
          .containsExactly("CopyInResponse", "ErrorResponse ERROR 57014", "ReadyForQuery I");
      client.send(
          new Query("COPY t FROM STDIN"),
          data("x\n"),
          data("2\n"),
          new CopyDone(),
          new Query("COPY t TO STDOUT"));
      assertThat(client.trace(2))
          .containsExactly(
              "CopyInResponse",
              "ErrorResponse ERROR 22P02",
              "ReadyForQuery I",
              "CopyOutResponse",
              "CopyData",
              "CopyData",
              "CopyDone",
              "CommandComplete COPY 2",
              "ReadyForQuery I");
    }
  }

  @Test
  void aCancelRequestStopsTheStatementOfItsSessionOnly() throws Exception {
    try (TestClient victim = proxy.login("builder");
        TestClient other = proxy.login("builder")) {
      victim.send(new Query("SELECT pg_sleep(30)"));
      other.send(new Query("SELECT pg_sleep(1)"));
      awaitRunning("SELECT pg_sleep(30)");
      cancel(new CancelRequest(victim.key().pid(), Bytes.copyOf(new byte[] {1, 2, 3, 4})));
      cancel(new CancelRequest(victim.key().pid(), victim.key().secret()));
      assertThat(victim.trace()).contains("ErrorResponse ERROR 57014");
      assertThat(other.trace()).contains("CommandComplete SELECT 1");
    }
  }

  @Test
  void theUpstreamsOwnKeyOpensNothingAtTheProxy() {
    try (TestClient client = proxy.login("builder")) {
      client.send(new Query("SELECT 1"));
      client.trace();
      cancel(new CancelRequest(client.key().pid(), Bytes.copyOf(new byte[4])));
      client.send(new Query("SELECT 1"));
      assertThat(client.trace()).contains("CommandComplete SELECT 1");
    }
  }

  private static void cancel(CancelRequest request) {
    try (TestClient canceller = TestClient.connect(proxy.port())) {
      canceller.send(request);
      assertThat(canceller.traceToEnd()).containsExactly("end");
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNothingRunning() throws Exception {
    TestClient client = proxy.login("builder");
    client.send(new Query("SELECT pg_sleep(31)"));
    awaitRunning("SELECT pg_sleep(31)");
    client.close();
    awaitNotRunning("SELECT pg_sleep(31)");
  }

  @Test
  void aClientThatSaysTerminateAndGoesAwayLeavesNothingRunningEither() throws Exception {
    TestClient client = proxy.login("builder");
    client.send(new Query("SELECT pg_sleep(32)"), new Terminate());
    awaitRunning("SELECT pg_sleep(32)");
    client.close();
    awaitNotRunning("SELECT pg_sleep(32)");
  }

  @Test
  void whatWasSentBeforeTerminateIsDone() throws Exception {
    TestServer.execute(TestServer.DATABASE, "CREATE TABLE said (a int)");
    TestClient client = proxy.login("builder");
    client.send(new Query("INSERT INTO said VALUES (1)"), new Terminate());
    client.close();
    await(() -> "1".equals(TestServer.value("SELECT count(*) FROM said")));
  }

  @Test
  void aLostUpstreamIsSaidInProtocol() {
    try (TestClient client = proxy.login("builder")) {
      TestServer.value("SELECT pg_terminate_backend(" + client.key().pid() + ")");
      assertThat(client.traceToEnd()).containsExactly("ErrorResponse FATAL 57P01", "end");
    }
  }

  @Test
  void bytesThatAreNoMessageEndOnlyTheirSession() {
    try (TestClient bad = proxy.login("builder");
        TestClient good = proxy.login("builder")) {
      bad.send(new byte[] {'!', 0, 0, 0, 4});
      assertThat(bad.traceToEnd()).containsExactly("ErrorResponse FATAL 08P01", "end");
      good.send(new Query("SELECT 1"));
      assertThat(good.trace()).contains("CommandComplete SELECT 1");
    }
  }

  private static void awaitRunning(String sql) throws InterruptedException {
    await(() -> running(sql) > 0);
  }

  private static void awaitNotRunning(String sql) throws InterruptedException {
    await(() -> running(sql) == 0);
  }

  private static int running(String sql) {
    return Integer.parseInt(
        TestServer.value(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND usename = 'scram'"
                + " AND query = '"
                + sql
                + "'"));
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("gave up waiting").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static Map<String, String> database() {
    return Map.of("database", TestServer.DATABASE);
  }

  private static Parse parse(String name, String sql) {
    return new Parse(name, sql, List.of());
  }

  private static Bind bind(String portal, String statement) {
    return new Bind(portal, statement, List.of(), List.of(), List.of());
  }

  private static CopyData data(String text) {
    return new CopyData(Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
  }
}
