package dev.pgtier.proxy.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.tiers.ShippedTiers;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestLog;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.wire.Bind;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.CancelRequest;
import dev.pgtier.proxy.wire.CopyData;
import dev.pgtier.proxy.wire.CopyDone;
import dev.pgtier.proxy.wire.Execute;
import dev.pgtier.proxy.wire.FunctionCall;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import dev.pgtier.proxy.wire.Sync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a reviewer finds in the log of what clients did. */
class RecordsTest {
  private static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(1),
          OptionalLong.of(5),
          OptionalLong.of(1 << 20),
          4_000,
          100,
          OptionalLong.empty(),
          50,
          Duration.ZERO);

  private static TestProxy proxy;

  @BeforeAll
  static void start() {
    TestServer.execute(
        TestServer.DATABASE, "CREATE TABLE IF NOT EXISTS public.recorded (id int, t text)");
    proxy = TestProxy.start(RecordsTest::options);
  }

  @AfterAll
  static void stop() {
    TestServer.execute(TestServer.DATABASE, "DROP TABLE public.recorded");
    proxy.close();
  }

  private static ProxyOptions options(ProxyOptions o) {
    Map<String, Tier> tiers = new HashMap<>(o.tiers());
    Tier shipped = ShippedTiers.inspect();
    tiers.put(
        "inspect",
        new Tier(
            shipped.name(),
            shipped.description(),
            "production",
            shipped.mode(),
            shipped.effects(),
            shipped.functions(),
            shipped.relations(),
            shipped.settings(),
            LIMITS,
            shipped.hint(),
            shipped.hash()));
    Map<String, Principal> principals = new HashMap<>(o.principals());
    Principal agent = principals.get("agent");
    principals.put(
        "mcp",
        new Principal("mcp", "inspect", o.principals().get("builder").verifier(), true, false));
    assertThat(agent.trustedContext()).isFalse();
    return new ProxyOptions(
        o.listen(), o.tls(), o.admin(), o.upstreams(), tiers, principals, o.bounds());
  }

  private static TestClient login(String user, String password, String application) {
    return TestClient.login(
        proxy.port(),
        user,
        password,
        Map.of("database", TestServer.DATABASE, "application_name", application));
  }

  /** The records of the session that calls itself {@code application}, once it has ended. */
  private static List<JsonNode> recordsOf(String application) throws IOException {
    long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      List<JsonNode> all = TestLog.records(proxy.logDirectory());
      Optional<String> session =
          all.stream()
              .filter(r -> application.equals(r.path("client").path("application").asText()))
              .filter(r -> r.path("event").asText().equals("session-start"))
              .map(r -> r.path("session").asText())
              .findFirst();
      if (session.isPresent() && all.stream().anyMatch(ended(session.get()))) {
        List<String> statements = new ArrayList<>();
        return all.stream()
            .filter(
                r -> {
                  boolean own = session.get().equals(r.path("session").asText());
                  if (own) {
                    statements.add(r.path("statement").asText());
                  }
                  return own || statements.contains(r.path("statement").asText("-"));
                })
            .toList();
      }
      assertThat(System.nanoTime()).as("no end of %s in the log", application).isLessThan(patience);
    }
  }

  private static Predicate<JsonNode> ended(String session) {
    return r ->
        r.path("event").asText().equals("session-end")
            && r.path("session").asText().equals(session);
  }

  private static List<String> lines(List<JsonNode> records, String... fields) {
    return records.stream().map(r -> r.path("event").asText() + said(r, fields)).toList();
  }

  private static String said(JsonNode r, String... fields) {
    return Stream.of(fields)
        .filter(f -> !r.path(f).isMissingNode() && !r.path(f).isNull())
        .map(f -> " " + r.path(f).asText())
        .reduce("", String::concat);
  }

  @Test
  void eachStatementOfAQueryHasItsTextItsDecisionAndItsOutcome() throws IOException {
    try (TestClient client = login("builder", "builder", "queries")) {
      client
          .send(new Query("SELECT 1 AS a; -- between\n INSERT INTO recorded VALUES (1), (2)"))
          .trace();
      client.send(new Query("SELECT 1/0; SELECT 2")).trace();
      client.send(new Query("")).trace();
    }
    assertThat(
            lines(
                recordsOf("queries"),
                "protocol",
                "sql",
                "effect",
                "verdict",
                "status",
                "tag",
                "rows",
                "sqlstate"))
        .containsExactly(
            "session-start",
            "decision simple SELECT 1 AS a read allow",
            "decision simple INSERT INTO recorded VALUES (1), (2) write allow",
            "outcome ok SELECT 1 1",
            "outcome ok INSERT 0 2 2",
            "decision simple SELECT 1/0 read allow",
            "decision simple SELECT 2 read allow",
            "outcome error 0 22012",
            "outcome skipped",
            "decision simple  read allow",
            "outcome ok 0",
            "session-end");
  }

  @Test
  void whoDidItIsInEveryDecision() throws IOException {
    try (TestClient client = login("agent", "agent", "whoami")) {
      client.send(new Query("SELECT now(), * FROM recorded")).trace();
    }
    JsonNode decision =
        recordsOf("whoami").stream()
            .filter(r -> r.path("event").asText().equals("decision"))
            .findFirst()
            .orElseThrow();
    assertThat(said(decision, "principal", "tier", "upstream", "verdict", "rule", "policy"))
        .isEqualTo(
            " agent inspect production rewrite limits.rows " + ShippedTiers.inspect().hash());
    assertThat(decision.path("relations").toString()).isEqualTo("[\"public.recorded\"]");
    assertThat(decision.path("functions").toString()).isEqualTo("[\"now\"]");
    assertThat(decision.path("shape").asText()).matches("[0-9a-f]{16}");
    assertThat(decision.path("client").path("address").asText()).startsWith("127.0.0.1:");
  }

  @Test
  void aDenialHasTheHintThatItsClientGot() throws IOException {
    String told;
    try (TestClient client = login("agent", "agent", "hinted")) {
      client.send(new Query("DELETE FROM recorded")).trace();
      told = client.lastError().fields().get('H').orElseThrow();
      client.send(new Query("SELECT 1")).trace();
    }
    List<JsonNode> decisions =
        recordsOf("hinted").stream()
            .filter(r -> r.path("event").asText().equals("decision"))
            .toList();
    String hint = decisions.get(0).path("hint").asText();
    assertThat(hint).isEqualTo(told).isEqualTo(ShippedTiers.inspect().hint()).isNotEmpty();
    assertThat(decisions.get(1).path("hint").isNull()).isTrue();
  }

  @Test
  void aDenialIsADecisionAndHasNoOutcome() throws IOException {
    try (TestClient client = login("agent", "agent", "denied")) {
      client.send(new Query("DELETE FROM recorded")).trace();
      client.send(new Parse("", "DROP TABLE recorded", List.of()), new Sync()).trace();
      client.send(new Query("SELECT '" + "x".repeat(5_000) + "'")).trace();
    }
    assertThat(lines(recordsOf("denied"), "protocol", "sql", "effect", "verdict", "rule"))
        .containsExactly(
            "session-start",
            "decision simple DELETE FROM recorded write deny statements.allow",
            "decision extended DROP TABLE recorded ddl deny statements.allow",
            "decision simple deny limits.sql",
            "session-end");
  }

  @Test
  void howLongATextAboveTheLimitWasIsRecordedThoughTheTextIsNot() throws IOException {
    String sql = "SELECT '" + "x".repeat(5_000) + "'";
    try (TestClient client = login("agent", "agent", "unread")) {
      client.send(new Query(sql)).trace();
      client.send(new Parse("", sql, List.of()), new Sync()).trace();
    }
    assertThat(lines(recordsOf("unread"), "protocol", "sql", "cut", "rule"))
        .containsExactly(
            "session-start",
            "decision simple " + (sql.length() + 1) + " limits.sql",
            "decision extended " + (sql.length() + 4) + " limits.sql",
            "session-end");
  }

  @Test
  void anExecuteIsRecordedWithTheTextThatItsNamesStandForAndItsValues() throws IOException {
    byte[] seven = {0, 0, 0, 7};
    try (TestClient client = login("builder", "builder", "extended")) {
      client
          .send(
              new Parse("s", "SELECT $1::int, $2::text, $3::text", List.of()),
              new Bind(
                  "p",
                  "s",
                  List.of(1, 0, 0),
                  List.of(
                      Optional.of(Bytes.copyOf(seven)),
                      Optional.of(Bytes.copyOf("Zoë".getBytes(StandardCharsets.UTF_8))),
                      Optional.empty()),
                  List.of()),
              new Execute("p", 0),
              new Parse("", "SELECT * FROM generate_series(1, 5)", List.of()),
              new Bind("q", "", List.of(), List.of(), List.of()),
              new Execute("q", 2),
              new Execute("q", 0),
              new Sync())
          .trace();
    }
    List<JsonNode> records = recordsOf("extended");
    assertThat(lines(records, "protocol", "sql", "verdict", "status", "tag", "rows"))
        .containsExactly(
            "session-start",
            "decision extended SELECT $1::int, $2::text, $3::text allow",
            "decision extended SELECT * FROM generate_series(1, 5) allow",
            "decision extended SELECT * FROM generate_series(1, 5) allow",
            "outcome ok SELECT 1 1",
            "outcome suspended 2",
            "outcome ok SELECT 3 3",
            "session-end");
    assertThat(records.get(1).path("parameters").toString())
        .isEqualTo("[\"base64:AAAABw==\",\"text:Zoë\",null]");
  }

  @Test
  void whatTheServerSkipsAfterAnErrorSaysSo() throws IOException {
    String failing = "SELECT 1/(g - 1) FROM generate_series(1, 3) g";
    try (TestClient client = login("builder", "builder", "skipped")) {
      // Known texts are all taken at once.
      client.send(new Parse("a", failing, List.of()), new Parse("b", "SELECT 1", List.of()));
      client.send(new Sync()).trace();
      client
          .send(
              new Bind("", "a", List.of(), List.of(), List.of()),
              new Execute("", 0),
              new Bind("", "b", List.of(), List.of(), List.of()),
              new Execute("", 0),
              new Sync())
          .trace();
    }
    assertThat(lines(recordsOf("skipped"), "sql", "status", "sqlstate"))
        .containsExactly(
            "session-start",
            "decision " + failing,
            "decision SELECT 1",
            "outcome error 22012",
            "outcome skipped",
            "session-end");
  }

  @Test
  void aStatementThatFailsWhenItIsBoundHasThatError() throws IOException {
    try (TestClient client = login("agent", "agent", "bound")) {
      client
          .send(
              new Parse("", "SELECT 1/0", List.of()),
              new Bind("", "", List.of(), List.of(), List.of()),
              new Execute("", 0),
              new Sync())
          .trace();
    }
    assertThat(lines(recordsOf("bound"), "sql", "status", "sqlstate"))
        .containsExactly(
            "session-start", "decision SELECT 1/0", "outcome error 22012", "session-end");
  }

  @Test
  void copyHasRowsAndBytesAndNeverTheData() throws IOException {
    byte[] row = "7\tcopied-secret\n".getBytes(StandardCharsets.UTF_8);
    try (TestClient client = login("builder", "builder", "copy")) {
      client
          .send(
              new Query("COPY recorded FROM STDIN"),
              new CopyData(Bytes.copyOf(row)),
              new CopyData(Bytes.copyOf(row)),
              new CopyDone())
          .trace();
      client
          .send(new Query("COPY (SELECT 'copied-secret' FROM recorded WHERE id = 7) TO STDOUT"))
          .trace();
    }
    List<JsonNode> records = recordsOf("copy");
    assertThat(lines(records, "effect", "status", "tag", "rows", "bytes"))
        .containsExactly(
            "session-start",
            "decision copy-in",
            "outcome ok COPY 2 2 32",
            "decision copy-out",
            "outcome ok COPY 2 2 28",
            "session-end");
    assertThat(records.get(2).toString() + records.get(1)).doesNotContain("copied-secret");
  }

  @Test
  void aLimitThatEndsAStatementIsNamed() throws IOException {
    try (TestClient client = login("agent", "agent", "limits")) {
      client.send(new Query("SELECT * FROM generate_series(1, 50)")).trace();
      client.send(new Query("SELECT * FROM generate_series(1, 50) LIMIT 40")).trace();
      client
          .send(
              new Query(
                  "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT max(i) FROM r"))
          .trace();
    }
    assertThat(
            recordsOf("limits").stream()
                .filter(r -> r.path("event").asText().equals("outcome"))
                .map(r -> said(r, "status", "rule")))
        .containsExactly(" limit limits.rows", " limit limits.rows", " limit limits.time");
  }

  @Test
  void aCancellationNamesTheStatementThatItStopped() throws IOException {
    String statement;
    try (TestClient client = login("builder", "builder", "cancelled")) {
      client.send(new Query("SELECT pg_sleep(60)"));
      awaitRunning("SELECT pg_sleep(60)");
      try (TestClient other = TestClient.connect(proxy.port())) {
        other.send(new CancelRequest(client.key().pid(), client.key().secret())).traceToEnd();
      }
      assertThat(client.trace()).contains("ErrorResponse ERROR 57014");
    }
    List<JsonNode> records = recordsOf("cancelled");
    assertThat(lines(records, "status", "sqlstate"))
        .containsExactly(
            "session-start", "decision", "cancel", "outcome cancelled 57014", "session-end");
    statement = records.get(1).path("statement").asText();
    assertThat(records.get(2).path("statement").asText()).isEqualTo(statement);
  }

  /** Before that a server throws a cancellation away. */
  private static void awaitRunning(String sql) {
    long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    String running =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '" + sql + "'";
    while (TestServer.value(running).equals("0")) {
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  private static void awaitDecision(String sql) throws IOException {
    long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (TestLog.records(proxy.logDirectory()).stream()
        .noneMatch(r -> sql.equals(r.path("sql").asText()))) {
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  @Test
  void aClientThatHangsUpInTheMiddleLeavesItsStatementLost() throws IOException {
    try (TestClient client = login("builder", "builder", "gone")) {
      client.send(new Query("SELECT pg_sleep(61)"));
      awaitDecision("SELECT pg_sleep(61)");
    }
    assertThat(lines(recordsOf("gone"), "status", "reason"))
        .containsExactly(
            "session-start", "decision", "outcome lost", "session-end the client hung up");
  }

  @Test
  void aFunctionCallIsRecorded() throws IOException {
    int abs = Integer.parseInt(TestServer.value("SELECT 'abs(int)'::regprocedure::oid"));
    try (TestClient client = login("builder", "builder", "fastpath")) {
      FunctionCall call =
          new FunctionCall(
              abs,
              List.of(0),
              List.of(Optional.of(Bytes.copyOf("-5".getBytes(StandardCharsets.UTF_8)))),
              0);
      assertThat(client.send(call).trace()).contains("FunctionCallResponse");
    }
    try (TestClient client = login("agent", "agent", "no-fastpath")) {
      client.send(new FunctionCall(abs, List.of(), List.of(), 0)).trace();
    }
    assertThat(lines(recordsOf("fastpath"), "protocol", "effect", "verdict", "status"))
        .containsExactly(
            "session-start", "decision function-call procedure allow", "outcome ok", "session-end");
    assertThat(decisions("fastpath", "functions")).containsExactly("[\"oid:" + abs + "\"]");
    assertThat(lines(recordsOf("no-fastpath"), "protocol", "effect", "verdict", "rule"))
        .containsExactly(
            "session-start",
            "decision function-call procedure deny statements.allow",
            "session-end");
    assertThat(decisions("no-fastpath", "functions")).containsExactly("[\"oid:" + abs + "\"]");
  }

  /** As drivers do it: libpq's lo_creat() and lo_unlink() are 957 and 964 on every server. */
  @Test
  void aFunctionCallOfALargeObjectNamesItsFunction() throws IOException {
    byte[] mode = {0, 0, 0, 1};
    try (TestClient client = login("builder", "builder", "large-object")) {
      client.send(new FunctionCall(957, List.of(1), List.of(Optional.of(Bytes.copyOf(mode))), 1));
      assertThat(client.trace()).contains("FunctionCallResponse");
    }
    assertThat(decisions("large-object", "protocol", "functions"))
        .containsExactly("\"function-call\" [\"lo_creat\"]");
  }

  @Test
  void whatExecuteAndFetchRunIsInTheirDecisions() throws IOException {
    try (TestClient client = login("builder", "builder", "by-name")) {
      client.send(new Query("PREPARE w (int) AS DELETE FROM recorded WHERE id = $1")).trace();
      client.send(new Query("EXECUTE w (99)")).trace();
      client.send(new Query("EXPLAIN ANALYZE EXECUTE w (99)")).trace();
      client
          .send(
              new Parse("", "EXECUTE w (98)", List.of()),
              new Bind("", "", List.of(), List.of(), List.of()),
              new Execute("", 0),
              new Sync())
          .trace();
      client.send(new Query("EXECUTE w (97); DEALLOCATE w")).trace();
      client
          .send(
              new Query(
                  "PREPARE a AS SELECT 1; PREPARE b AS SELECT lower(t) FROM recorded; EXECUTE b;"))
          .trace();
      client.send(new Query("EXECUTE b")).trace();
      client.send(new Query("BEGIN")).trace();
      client.send(new Query("DECLARE c CURSOR FOR SELECT * FROM recorded")).trace();
      client.send(new Query("FETCH 1 FROM c")).trace();
      client.send(new Query("COMMIT")).trace();
    }
    String deletes = " \"write\" [\"public.recorded\"] []";
    String reads = " \"prepare\" [\"public.recorded\"] [\"lower\"]";
    assertThat(decisions("by-name", "sql", "effect", "relations", "functions"))
        .containsExactly(
            "\"PREPARE w (int) AS DELETE FROM recorded WHERE id = $1\"" + deletes,
            "\"EXECUTE w (99)\"" + deletes,
            "\"EXPLAIN ANALYZE EXECUTE w (99)\"" + deletes,
            "\"EXECUTE w (98)\"" + deletes,
            "\"EXECUTE w (97)\"" + deletes,
            "\"DEALLOCATE w\" \"prepare\" [] []",
            "\"PREPARE a AS SELECT 1\" \"prepare\" [] []",
            "\"PREPARE b AS SELECT lower(t) FROM recorded\"" + reads,
            "\"EXECUTE b\"" + reads,
            "\"EXECUTE b\"" + reads,
            "\"BEGIN\" \"transaction\" [] []",
            "\"DECLARE c CURSOR FOR SELECT * FROM recorded\" \"cursor\" [\"public.recorded\"] []",
            "\"FETCH 1 FROM c\" \"cursor\" [\"public.recorded\"] []",
            "\"COMMIT\" \"transaction\" [] []");
  }

  @Test
  void behindARefusedParseNoEarlierStatementIsRecordedWithValuesOfTheRefused() throws IOException {
    for (String user : List.of("agent", "builder")) {
      try (TestClient client = login(user, user, "refused-" + user)) {
        client
            .send(
                new Parse("", "SELECT 'earlier'", List.of()),
                new Bind("", "", List.of(), List.of(), List.of()),
                new Execute("", 0),
                new Sync())
            .trace();
        client
            .send(
                new Parse("", "SELEKT refused", List.of()),
                new Bind(
                    "",
                    "",
                    List.of(),
                    List.of(Optional.of(Bytes.copyOf("of the refused".getBytes(UTF_8)))),
                    List.of()),
                new Execute("", 0),
                new Sync())
            .trace();
        // The session is as a server's after such an error.
        assertThat(client.send(new Query("SELECT 'later'")).trace())
            .contains("CommandComplete SELECT 1");
      }
      assertThat(lines(recordsOf("refused-" + user), "sql", "status"))
          .containsExactly(
              "session-start",
              "decision SELECT 'earlier'",
              "outcome ok",
              "decision SELEKT refused",
              "decision SELECT 'later'",
              "outcome ok",
              "session-end");
    }
  }

  @Test
  void anExecuteAfterABindOfAnUnknownNameIsNotOfThePortalBefore() throws IOException {
    try (TestClient client = login("builder", "builder", "unknown-name")) {
      client.send(new Query("BEGIN")).trace();
      client
          .send(
              new Parse("", "SELECT 'earlier'", List.of()),
              new Bind("", "", List.of(), List.of(), List.of()),
              new Execute("", 0),
              new Bind("", "nobody", List.of(), List.of(), List.of()),
              new Execute("", 0),
              new Sync())
          .trace();
      client.send(new Query("ROLLBACK")).trace();
    }
    assertThat(lines(recordsOf("unknown-name"), "sql", "status", "sqlstate"))
        .containsExactly(
            "session-start",
            "decision BEGIN",
            "outcome ok",
            "decision SELECT 'earlier'",
            "decision",
            "outcome ok",
            "outcome error 26000",
            "decision ROLLBACK",
            "outcome ok",
            "session-end");
  }

  /** The server nests comments: to it, what follows the first end is a comment still. */
  @Test
  void aContextWithACommentInItHidesNoText() throws IOException {
    String sql = "/*pgtier {\"tool\":\"/*\"}*/ SELECT 'never run' */ SELECT 1";
    try (TestClient client = login("mcp", "builder", "nested")) {
      client.send(new Query(sql)).trace();
    }
    assertThat(decisions("nested", "context")).containsExactly("null");
    assertThat(lines(recordsOf("nested"), "sql", "status"))
        .containsExactly("session-start", "decision " + sql, "outcome ok", "session-end");
  }

  @Test
  void onlyATrustedPrincipalsCommentIsItsContext() throws IOException {
    String sql = "/*pgtier {\"server\":\"prod-readonly\",\"tool\":\"recent_orders\"}*/ SELECT 1";
    for (String user : List.of("mcp", "agent")) {
      try (TestClient client = login(user, user.equals("mcp") ? "builder" : user, "by-" + user)) {
        client.send(new Query(sql)).trace();
        client
            .send(
                new Parse("", sql, List.of()),
                new Bind("", "", List.of(), List.of(), List.of()),
                new Execute("", 0),
                new Sync())
            .trace();
      }
    }
    assertThat(decisions("by-mcp", "context", "sql"))
        .containsExactly(
            "{\"server\":\"prod-readonly\",\"tool\":\"recent_orders\"} \"SELECT 1\"",
            "{\"server\":\"prod-readonly\",\"tool\":\"recent_orders\"} \"SELECT 1\"");
    assertThat(decisions("by-agent", "context")).containsExactly("null", "null");
    assertThat(decisions("by-agent", "sql")).allMatch(text -> text.contains("pgtier {"));
  }

  private static List<String> decisions(String application, String... fields) throws IOException {
    return recordsOf(application).stream()
        .filter(r -> r.path("event").asText().equals("decision"))
        .map(r -> String.join(" ", Arrays.stream(fields).map(f -> r.path(f).toString()).toList()))
        .toList();
  }

  /** To the client both look the same. */
  @Test
  void aLogInThatFailsIsRecordedWithTheNameThatWasClaimedAndWhetherThereIsSuchAName()
      throws IOException {
    for (String name : List.of("mallory", "agent")) {
      try (TestClient client = TestClient.connect(proxy.port())) {
        client.logIn(name, "guess", Map.of("database", TestServer.DATABASE), 0);
      }
    }
    assertThat(said(failedLogIn("mallory"), "sqlstate", "reason"))
        .isEqualTo(" 28P01 no such principal");
    assertThat(said(failedLogIn("agent"), "sqlstate", "reason")).isEqualTo(" 28P01 wrong password");
  }

  private static JsonNode failedLogIn(String principal) throws IOException {
    long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      Optional<JsonNode> failed =
          TestLog.records(proxy.logDirectory()).stream()
              .filter(r -> r.path("event").asText().equals("login-failed"))
              .filter(r -> r.path("principal").asText().equals(principal))
              .findFirst();
      if (failed.isPresent()) {
        return failed.get();
      }
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  @Test
  void withoutALogNothingRunsAndWithItAgainTheSameSessionGoesOn() throws IOException {
    try (TestProxy own = TestProxy.start(RecordsTest::options);
        TestClient client =
            TestClient.login(
                own.port(), "builder", "builder", Map.of("database", TestServer.DATABASE));
        TestClient reader =
            TestClient.login(
                own.port(), "agent", "agent", Map.of("database", TestServer.DATABASE))) {
      client.send(new Query("CREATE TEMP TABLE mine (id int)")).trace();
      Path log = file(own.logDirectory());
      Path aside = own.logDirectory().resolve("aside");
      Files.move(log, aside);
      await(client, trace -> trace.size() == 2);
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(new Query("INSERT INTO mine VALUES (1)")).trace())
            .containsExactly("ErrorResponse ERROR 58030", "ReadyForQuery I");
        assertThat(
                client
                    .send(
                        new Parse("", "INSERT INTO mine VALUES (2)", List.of()),
                        new Bind("", "", List.of(), List.of(), List.of()),
                        new Execute("", 0),
                        new Sync())
                    .trace())
            .containsExactly(
                "ParseComplete", "BindComplete", "ErrorResponse ERROR 58030", "ReadyForQuery I");
        assertThat(reader.send(new Query("SELECT 1")).trace())
            .containsExactly("ErrorResponse ERROR 58030", "ReadyForQuery I");
        assertThat(reader.send(new Query("DROP TABLE recorded")).trace())
            .containsExactly("ErrorResponse ERROR 58030", "ReadyForQuery I");
      }
      try (TestClient late = TestClient.connect(own.port())) {
        assertThat(late.logIn("agent", "agent", Map.of("database", TestServer.DATABASE), 0))
            .contains("ErrorResponse FATAL 58030");
      }
      Files.move(aside, log);
      await(client, trace -> trace.size() > 2);
      assertThat(client.send(new Query("SELECT * FROM mine")).trace())
          .containsExactly("RowDescription", "CommandComplete SELECT 0", "ReadyForQuery I");
      assertThat(reader.send(new Query("SELECT 1")).trace())
          .containsExactly(
              "RowDescription", "DataRow", "CommandComplete SELECT 1", "ReadyForQuery I");
      assertThat(TestLog.records(own.logDirectory()))
          .anyMatch(r -> r.path("event").asText().equals("gap"));
    }
  }

  private static void await(TestClient client, Predicate<List<String>> condition) {
    long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.test(client.send(new Query("SELECT 1")).trace())) {
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  private static Path file(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
  }
}
