package dev.pgtier.audit.review;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.json.Utf8;
import dev.pgtier.audit.record.AuditRecord;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Decision.Protocol;
import dev.pgtier.audit.record.Judgement;
import dev.pgtier.audit.record.LoginFailed;
import dev.pgtier.audit.record.Origin;
import dev.pgtier.audit.record.Outcome;
import dev.pgtier.audit.record.SessionEnd;
import dev.pgtier.audit.record.SessionStart;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A log as a morning's work of agents, tools and people leaves it, by the real writer. */
final class SampleLog implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  static final String AGENT_SESSION = ulid("AGENT", 0);
  static final String NASTY =
      "SELECT '<script>document.title = \"owned\"</script><img src=x onerror=alert(1)>' AS \"</code>\""
          + " FROM public.notes";

  final Path directory;
  private final AuditLog log;
  private Instant now = START;
  private int number;

  SampleLog(Path directory) throws Exception {
    this.directory = directory;
    AuditOptions options =
        Logs.options(directory)
            .clock(() -> now)
            .checkpoints(1_000_000, Duration.ofHours(1))
            .build();
    log = AuditLog.open(options);
  }

  /** Sessions of an agent, a builder and a pool of the shop, and two log-ins that fail. */
  SampleLog fill() throws Exception {
    shop(ulid("SHPA", 0), 40);
    agent();
    append(
        new LoginFailed("root", new Client("10.0.0.66:40112", null), "28P01", "no such principal"));
    builder();
    shop(ulid("SHPB", 0), 60);
    append(
        new LoginFailed("agent", new Client("10.0.0.66:40113", "psql"), "28P01", "wrong password"));
    return this;
  }

  private void agent() throws Exception {
    Origin agent = origin(AGENT_SESSION, "agent", "inspect", "production", "mcp");
    begin(agent);
    Map<String, String> tool =
        Map.of("server", "prod-readonly", "tool", "recent_orders", "agent", "claude");
    for (int i = 0; i < 6; i++) {
      allowed(
          agent,
          tool,
          "SELECT id, customer_id, total, status\n  FROM public.orders\n WHERE created_at > now() - make_interval(hours => $1)\n   AND status = $2\n ORDER BY created_at DESC\n LIMIT 50",
          "read",
          List.of("public.orders"),
          List.of("text:24", "text:failed"),
          12);
    }
    for (int i = 0; i < 3; i++) {
      denied(
          agent,
          "UPDATE public.orders SET status = 'refunded' WHERE id = " + (1000 + i),
          "write",
          "statements.allow",
          "tier inspect does not allow write (UPDATE)",
          "3f2a90cc17e0b1aa");
    }
    denied(
        agent,
        "SELECT rolname, rolpassword FROM pg_authid",
        "read",
        "relations.deny",
        "tier inspect does not allow the relation pg_catalog.pg_authid",
        "77aa31be9012cd04");
    allowed(agent, null, NASTY, "read", List.of("public.notes"), null, 1);
    failed(agent, "SELECT * FROM public.ordres", "42P01");
    end(agent, 12);
  }

  private void builder() throws Exception {
    Origin builder = origin(ulid("BVLD", 0), "builder", "validate", "validation", "psql");
    begin(builder);
    allowed(builder, null, "BEGIN", "transaction", List.of(), null, 0);
    allowed(
        builder,
        Map.of("tool", "execute_sql"),
        "UPDATE public.orders o\n   SET total = (SELECT sum(price * quantity) FROM public.order_items i WHERE i.order_id = o.id) -- the backfill\n WHERE total IS NULL",
        "write",
        List.of("public.orders", "public.order_items"),
        null,
        318);
    allowed(builder, null, "COMMIT", "transaction", List.of(), null, 0);
    end(builder, 3);
  }

  private void shop(String session, int statements) throws Exception {
    Origin shop = origin(session, "shop", "inspect", "production", "HikariPool-1");
    begin(shop);
    for (int i = 0; i < statements; i++) {
      allowed(
          shop,
          null,
          i % 3 == 0
              ? "SELECT * FROM public.customers WHERE id = $1"
              : "SELECT count(*) FROM public.orders WHERE customer_id = $1",
          "read",
          List.of(i % 3 == 0 ? "public.customers" : "public.orders"),
          List.of("hmac-sha256:" + "5d41402abc4b2a76b9719d911017c592".repeat(2)),
          1);
    }
    end(shop, statements);
  }

  private void begin(Origin origin) throws Exception {
    append(new SessionStart(origin, "shop_sandbox", "scram", "TLSv1.3"));
  }

  private void end(Origin origin, long statements) throws Exception {
    append(
        new SessionEnd(
            origin.session(), origin.principal(), "the client left", null, statements, 8_400_000));
  }

  /** A statement of the agent's that was let through and is done. */
  void oneMore(String sql) throws Exception {
    allowed(
        origin(AGENT_SESSION, "agent", "inspect", "production", "mcp"),
        null,
        sql,
        "read",
        List.of("public.orders"),
        null,
        1);
  }

  /** What has no text: a function call, and a text that is too long; and a statement that fails. */
  void textless() throws Exception {
    Origin builder = origin(ulid("BVLD", 1), "builder", "validate", "validation", "psql");
    begin(builder);
    Judgement call =
        new Judgement(
            "procedure", List.of(), List.of("lo_open"), "allow", "statements.allow", null);
    String statement = ulid("STMT", number++);
    append(new Decision(statement, builder, null, Protocol.FUNCTION_CALL, null, null, call, null));
    append(new Outcome(statement, Outcome.Status.OK, null, 0, 4, null, null, 400));
    Judgement tooLong =
        new Judgement(null, List.of(), List.of(), "deny", "limits.sql", "the text is too long");
    append(
        new Decision(
            ulid("STMT", number++), builder, null, Protocol.EXTENDED, null, null, tooLong, null));
    failed(builder, "SELECT 1 / 0", "22012");
  }

  private void allowed(
      Origin origin,
      Map<String, String> context,
      String sql,
      String effect,
      List<String> relations,
      List<String> parameters,
      long rows)
      throws Exception {
    String statement = ulid("STMT", number++);
    append(
        new Decision(
            statement,
            origin,
            context,
            parameters == null ? Protocol.SIMPLE : Protocol.EXTENDED,
            Utf8.of(sql),
            shape(sql),
            new Judgement(effect, relations, List.of(), "allow", "statements.allow", null),
            parameters));
    append(
        new Outcome(
            statement,
            Outcome.Status.OK,
            "SELECT " + rows,
            rows,
            rows * 96,
            null,
            null,
            900 + number * 37L));
  }

  private void denied(
      Origin origin, String sql, String effect, String rule, String reason, String shape)
      throws Exception {
    append(
        new Decision(
            ulid("STMT", number++),
            origin,
            Map.of("server", "prod-readonly", "tool", "execute_sql"),
            Protocol.EXTENDED,
            Utf8.of(sql),
            shape,
            new Judgement(effect, List.of("public.orders"), List.of(), "deny", rule, reason)
                .hinted("This tier only reads."),
            Arrays.asList("text:1", null)));
  }

  private void failed(Origin origin, String sql, String sqlstate) throws Exception {
    String statement = ulid("STMT", number++);
    append(
        new Decision(
            statement,
            origin,
            null,
            Protocol.SIMPLE,
            Utf8.of(sql),
            shape(sql),
            new Judgement("read", List.of(), List.of(), "allow", "statements.allow", null),
            null));
    append(new Outcome(statement, Outcome.Status.ERROR, null, 0, 0, sqlstate, null, 450));
  }

  private void append(AuditRecord record) throws Exception {
    now = now.plusMillis(1_730);
    Logs.append(log, record);
  }

  private static Origin origin(
      String session, String principal, String tier, String upstream, String application) {
    return new Origin(
        session,
        principal,
        tier,
        upstream,
        new Client("10.0.0." + (principal.length() * 7) + ":51544", application),
        "sha256:" + "9c".repeat(32));
  }

  private static String shape(String sql) {
    return String.format(Locale.ROOT, "%016x", sql.hashCode() * 0x9e3779b97f4a7c15L);
  }

  static String ulid(String word, int number) {
    return "01KJ"
        + word
        + "0".repeat(22 - word.length() - 8)
        + String.format(Locale.ROOT, "%08d", number);
  }

  @Override
  public void close() {
    log.close();
  }
}
