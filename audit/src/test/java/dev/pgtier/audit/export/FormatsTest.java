package dev.pgtier.audit.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Entry decision(String sql, String effect, String verdict, Ending outcome) {
    return new Entry(
        42,
        TIME,
        "decision",
        "01JSTATEMENT",
        "01JSESSION",
        "agent",
        "inspect",
        "production",
        "127.0.0.1:51544",
        "psql",
        Map.of("tool", "recent_orders"),
        "simple",
        sql,
        0,
        "9f86d081884c7d65",
        effect,
        List.of("public.orders"),
        List.of(),
        Arrays.asList("text:1", null),
        verdict,
        "statements.allow",
        verdict.equals("deny") ? "no" : null,
        verdict.equals("deny") ? "ask the deploy tier" : null,
        null,
        null,
        null,
        outcome,
        null);
  }

  private static Ending ending(String status, String tag) {
    String sqlstate = status.equals("error") ? "42P01" : null;
    return new Ending(43, TIME.plusMillis(3), status, tag, 3L, 812L, sqlstate, null, 3_400L);
  }

  private static Entry event(String event, String address) {
    return new Entry(
        44,
        TIME,
        event,
        null,
        null,
        null,
        null,
        null,
        address,
        null,
        null,
        null,
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        "why",
        null,
        null,
        "28P01",
        5L,
        null,
        "{\"v\":1,\"seq\":44,\"event\":\"" + event + "\"}");
  }

  private static JsonNode ocsf(Entry entry) throws IOException {
    String line = new Ocsf("0.1.0").line(entry).orElseThrow();
    Schema schema;
    try (InputStream in = FormatsTest.class.getResourceAsStream("datastore_activity.schema.json")) {
      schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
    JsonNode event = MAPPER.readTree(line);
    assertThat(event.path("type_uid").asInt())
        .isEqualTo(600_500 + event.path("activity_id").asInt());
    return event;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1                       | read        | SELECT 1  | 4",
        "EXPLAIN SELECT 1               | explain     |           | 4",
        "COPY t TO STDOUT               | copy-out    | COPY 3    | 4",
        "COPY t FROM STDIN              | copy-in     | COPY 3    | 5",
        "INSERT INTO t VALUES (1)       | write       | INSERT 0 1| 5",
        "update t set a = 1             | write       |           | 2",
        "/* why */ (-- so               | write       | DELETE 2  | 7",
        "-- a /* b                      | write       | MERGE 2   | 5",
        "WITH x AS (SELECT 1) DELETE …  | write       | DELETE 1  | 7",
        "/*a*/ TRUNCATE t               | write       |           | 7",
        "CREATE TABLE t ()              | ddl         | CREATE TABLE | 6",
        "ALTER TABLE t ADD a int        | ddl         |           | 2",
        "DROP TABLE t                   | ddl         | DROP TABLE | 7",
        "CREATE ROLE r                  | role        |           | 6",
        "GRANT a TO b                   | role        |           | 2",
        "GRANT SELECT ON a TO b         | privilege   | GRANT     | 2",
        "CREATE POLICY p ON a           | privilege   |           | 6",
        "BEGIN                          | transaction | BEGIN     | 99",
        "VACUUM                         | maintenance |           | 99"
      })
  void activityFollowsWhatTheStatementDoes(String sql, String effect, String tag, int activity)
      throws IOException {
    JsonNode event = ocsf(decision(sql, effect, "allow", tag == null ? null : ending("ok", tag)));
    assertThat(event.path("activity_id").asInt()).isEqualTo(activity);
    assertThat(event.path("action_id").asInt()).isEqualTo(1);
    assertThat(event.path("disposition_id").asInt()).isEqualTo(1);
    assertThat(event.at("/query_info/query_string").asText()).isEqualTo(sql);
  }

  @Test
  void aDenialIsDeniedAndBlocked() throws IOException {
    JsonNode event = ocsf(decision("UPDATE orders SET total = 0", "write", "deny", null));
    assertThat(event.path("activity_id").asInt()).isEqualTo(2);
    assertThat(event.path("action_id").asInt()).isEqualTo(2);
    assertThat(event.path("disposition_id").asInt()).isEqualTo(2);
    assertThat(event.path("status_id").asInt()).isEqualTo(2);
    assertThat(event.path("is_alert").asBoolean()).isTrue();
    assertThat(event.at("/firewall_rule/name").asText()).isEqualTo("statements.allow");
    assertThat(event.at("/unmapped/hint").asText()).isEqualTo("ask the deploy tier");
    assertThat(event.at("/metadata/profiles/0").asText()).isEqualTo("security_control");
    assertThat(event.path("time").asLong()).isEqualTo(TIME.toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({"ok,1", "suspended,1", "error,2", "cancelled,2", "limit,2", "skipped,2", "lost,0"})
  void statusSaysWhatBecameOfIt(String status, int id) throws IOException {
    JsonNode event = ocsf(decision("SELECT 1", "read", "allow", ending(status, null)));
    assertThat(event.path("status_id").asInt()).isEqualTo(id);
    assertThat(event.path("duration").asLong()).isEqualTo(3);
    JsonNode running = ocsf(decision("SELECT 1", "read", "allow", null));
    assertThat(running.path("status_id").asInt()).isZero();
  }

  @Test
  void logInsAreConnectsAndWhatTheLogSaysOfItselfIsNothing() throws IOException {
    JsonNode failed = ocsf(event("login-failed", "[fe80::1]:5"));
    assertThat(failed.path("activity_id").asInt()).isEqualTo(3);
    assertThat(failed.path("action_id").asInt()).isEqualTo(2);
    assertThat(failed.at("/src_endpoint/ip").asText()).isEqualTo("fe80::1");
    assertThat(failed.path("status_code").asText()).isEqualTo("28P01");
    assertThat(ocsf(event("session-start", null)).path("activity_id").asInt()).isEqualTo(3);
    assertThat(ocsf(event("session-end", "unix")).at("/src_endpoint/name").asText())
        .isEqualTo("unix");
    ocsf(event("cancel", "127.0.0.1:1"));
    ocsf(decision(null, null, "allow", null));
    for (String own : List.of("log-opened", "gap", "reload", "retention", "key-rotated")) {
      assertThat(new Ocsf("0.1.0").line(event(own, null))).isEqualTo(Optional.empty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@a",
        " =1",
        "\t=1",
        "\u0000=1",
        "\n+1",
        "\uFF1D1",
        "\uFEFF=1",
        "\u200B=1"
      })
  void whatASpreadsheetWouldRunIsText(String sql) {
    String line = new Csv().line(decision(sql, "read", "allow", null)).orElseThrow();
    assertThat(line).contains("'" + sql.replace("\u0000", ""));
    assertThat(line).doesNotContain("," + sql);
  }

  @Test
  void aSpreadsheetThatAlsoPartsAtTabsMakesNoCellOfAFormulaInside() {
    String sql = "SELECT 1 --\t=cmd|x";
    String line = new Csv().line(decision(sql, "read", "allow", null)).orElseThrow();
    assertThat(line).contains(",\"" + sql + "\",");
  }

  @Test
  void csvLeavesOutWhatTurnsTheWayOfReading() {
    String line =
        new Csv()
            .line(decision("SELECT \u202Eevil\u2066x\u2069", "read", "allow", null))
            .orElseThrow();
    assertThat(line).contains(",SELECT evilx,");
  }

  @Test
  void csvQuotesWhatMustBeQuoted() {
    String line =
        new Csv()
            .line(decision("SELECT \"a\", 'b'\n\u001b[1m", "read", "allow", null))
            .orElseThrow();
    assertThat(line).contains(",\"SELECT \"\"a\"\", 'b'\n[1m\",");
    int columns = new Csv().header().orElseThrow().split(",", -1).length;
    String plain = new Csv().line(decision("SELECT 1", "read", "allow", null)).orElseThrow();
    assertThat(plain.split(",", -1)).hasSize(columns);
  }

  @Test
  void jsonShowsNoControlCharacter() throws IOException {
    String sql = "\u001b[31m\u007f\u009b\u2028\u202e\n\"\\";
    String line = new JsonLines().line(decision(sql, "read", "allow", null)).orElseThrow();
    assertThat(line).matches("[\\x20-\\x7e]*");
    assertThat(MAPPER.readTree(line).path("sql").asText()).isEqualTo(sql);
    assertThat(new JsonLines().line(event("gap", null)).orElseThrow())
        .isEqualTo("{\"v\":1,\"seq\":44,\"event\":\"gap\"}");
  }
}
