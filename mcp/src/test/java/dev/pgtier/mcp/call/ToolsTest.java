package dev.pgtier.mcp.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.TestMcp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tools answer, by a real server. */
class ToolsTest {
  @TempDir static Path migrations;
  private static TestMcp mcp;

  @BeforeAll
  static void start() {
    mcp = new TestMcp(Optional.of(migrations));
  }

  @AfterAll
  static void stop() {
    mcp.close();
  }

  @Test
  void argumentsAreBoundWithTheTypesOfTheirPlaces() throws Exception {
    assertThat(rows("{\"status\":\"paid\",\"ids\":[1,2],\"least\":12.5}"))
        .hasToString("[{\"id\":1,\"status\":\"paid\",\"total\":12.50}]");
    assertThat(rows("{\"least\":3}")).hasSize(2);
    assertThat(rows("{\"ids\":[]}")).isEmpty();
  }

  @Test
  void answerThatIsCutOffSaysSo() throws Exception {
    JsonNode result = mcp.call("orders", "{}");
    assertThat(result.at("/structuredContent/row_count").asInt()).isEqualTo(2);
    assertThat(result.at("/structuredContent/truncated").asText()).contains("first 2 rows");
    assertThat(result.at("/content/0/text").asText()).contains("first 2 rows", "<data ");
    assertThat(
            mcp.execute("SELECT repeat('x', 300000)")
                .at("/structuredContent/results/0/truncated")
                .asText())
        .contains("256 KiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "1::int8 | 1",
        "9007199254740993::int8 | \"9007199254740993\"",
        "12.50::numeric | 12.50",
        "0.1::numeric | 0.1",
        "12345678901234567890.123::numeric | \"12345678901234567890.123\"",
        "'NaN'::numeric | \"NaN\"",
        "1.5::float8 | 1.5",
        "1e300::float8 | 1.0E+300",
        "'-Infinity'::float8 | \"-Infinity\"",
        "true | true",
        "NULL::int | null",
        "'2026-01-02 03:04:05.678'::timestamp | \"2026-01-02T03:04:05.678\"",
        "'2026-01-02 03:04:05+00'::timestamptz AT TIME ZONE 'UTC' | \"2026-01-02T03:04:05\"",
        "'infinity'::timestamp | \"infinity\"",
        "'2026-01-02'::date | \"2026-01-02\"",
        "'\\x00ff'::bytea | \"AP8=\"",
        "'{\"a\": [1, 2.50]}'::jsonb | {\"a\":[1,2.50]}",
        "ARRAY[1,NULL,3] | [1,null,3]",
        "ARRAY[['a','b'],['c','d']] | [[\"a\",\"b\"],[\"c\",\"d\"]]",
        "ARRAY[9007199254740993::int8] | [\"9007199254740993\"]",
        "'<a>'::xml | \"<a>\"",
        "B'101' | \"101\"",
        "'[1.50]'::json | [1.50]",
        "ARRAY[true,false] | [true,false]",
        "ARRAY['2026-01-02 03:04:05'::timestamp] | \"{\\\"2026-01-02 03:04:05\\\"}\"",
        "'1 day'::interval | \"1 day\"",
        "'infinity'::interval | \"infinity\"",
        "'(1,2)'::point | \"(1,2)\"",
        "'00000000-0000-0000-0000-000000000001'::uuid | \"00000000-0000-0000-0000-000000000001\"",
        "'10.0.0.1'::inet | \"10.0.0.1\"",
        "7::oid | 7",
        "1.25::float4 | 1.25",
      })
  void valuesKeepTheirTypes(String sql, String json) throws Exception {
    JsonNode result = mcp.execute("SELECT " + sql.replace("'<a>'::xml", "'<a>'::text") + " AS v");
    assertThat(result.at("/structuredContent/results/0/rows/0/v")).hasToString(json);
  }

  @Test
  void denialNamesRuleAndHint() throws Exception {
    JsonNode result = mcp.execute("SELECT deny()");
    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.has("structuredContent")).isFalse();
    assertThat(result.at("/content/0/text").asText())
        .isEqualTo(
            """
            ERROR 42501: pgtier: tier inspect does not allow write (UPDATE)
            Rule: statements.allow
            Detail: UPDATE writes
            Hint: Propose a migration on the validate tier instead.""");
    assertThat(result.at("/_meta/dev.pgtier~1error/rule").asText()).isEqualTo("statements.allow");
  }

  @Test
  void errorNamesTheLineOfTheCallersText() throws Exception {
    assertThat(mcp.execute("SELECT 1;\n\nSELECT x").at("/_meta/dev.pgtier~1error/line").asInt())
        .isEqualTo(3);
  }

  @Test
  void nothingOfOneCallsSessionReachesTheNext() throws Exception {
    mcp.execute(
        "SET application_name = 'mine'; CREATE TEMP TABLE mine (x int); SELECT pg_advisory_lock(7)");
    JsonNode after =
        mcp.execute(
            "SELECT current_setting('application_name') AS name, to_regclass('pg_temp.mine') AS t,"
                + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory') AS locks");
    assertThat(after.at("/structuredContent/results/0/rows/0"))
        .hasToString("{\"name\":\"mcp test\",\"t\":null,\"locks\":0}");
    JsonNode open = mcp.execute("BEGIN; DELETE FROM orders");
    assertThat(open.at("/structuredContent/note").asText()).contains("rolled back");
    assertThat(mcp.execute("BEGIN; SELECT 1/0").path("isError").asBoolean()).isTrue();
    assertThat(
            mcp.execute("SELECT count(*) AS n FROM orders")
                .at("/structuredContent/results/0/rows/0/n")
                .asInt())
        .isEqualTo(3);
  }

  @Test
  void schemaIsOneTextAColumn() throws Exception {
    JsonNode orders =
        mcp.call("describe_schema", "{\"table\":\"ord*\"}").at("/structuredContent/tables/orders");
    assertThat(orders.path("comment").asText()).isEqualTo("What was bought");
    assertThat(orders.at("/columns/total").asText()).isEqualTo("numeric -- in euro");
    assertThat(orders.at("/columns/id").asText()).startsWith("integer not null default nextval");
    assertThat(orders.at("/keys/0").asText()).isEqualTo("PRIMARY KEY (id)");
    assertThat(
            mcp.call("describe_schema", "{\"table\":\"or_ers\"}").at("/structuredContent/tables"))
        .isEmpty();
  }

  @Test
  void fileIsRunAndItsCountsAreGiven() throws Exception {
    Files.writeString(
        migrations.resolve("m.sql"),
        "BEGIN;\nCREATE TABLE m AS SELECT 1 AS x;\nUPDATE m SET x = 2;\nSELECT * FROM m;\nDROP TABLE m;\nCOMMIT;\n");
    JsonNode result = mcp.call("run_migration_file", "{\"path\":\"migrations/m.sql\"}");
    assertThat(result.at("/structuredContent/statements").findValuesAsText("row_count"))
        .containsExactly("0", "1", "1", "1", "0", "0");
    JsonNode missing = mcp.call("run_migration_file", "{\"path\":\"../m.sql\"}");
    assertThat(missing.path("isError").asBoolean()).isTrue();
  }

  @Test
  void auditIsToldWhoAsked() throws Exception {
    Files.writeString(migrations.resolve("who.sql"), "SELECT 1");
    String body =
        TestMcp.request(
            "tools/call",
            TestMcp.tree(
                "{\"name\":\"execute_sql\",\"arguments\":{\"sql\":\"SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()\"}}"));
    JsonNode answer =
        TestMcp.JSON.readTree(mcp.post(body, "User-Agent", "evil */ DROP TABLE orders; /*").body());
    assertThat(answer.at("/result/structuredContent/results/0/rows/0/query").asText())
        .startsWith(
            "/*pgtier {\"server\":\"test\",\"tool\":\"execute_sql\",\"agent\":\"evil \\u002a\\u002f DROP TABLE orders; \\u002f\\u002a\",\"request\":\"1\"}*/ SELECT");
    assertThat(TestDatabase.running("nothing")).isZero();
  }

  @Test
  void validationIsAskedAndItsRefusalIsAResult() throws Exception {
    Files.writeString(migrations.resolve("good.sql"), "SELECT 1");
    Files.writeString(migrations.resolve("bad.sql"), "impossible");
    assertThat(
            mcp.call("validate_migration", "{\"path\":\"good.sql\"}")
                .at("/structuredContent/file")
                .asText())
        .isEqualTo("good.sql");
    assertThat(
            mcp.call("validate_migration", "{\"path\":\"bad.sql\"}").at("/content/0/text").asText())
        .isEqualTo("It cannot be tried.");
  }

  private static JsonNode rows(String arguments) throws Exception {
    return mcp.call("orders", arguments).at("/structuredContent/rows");
  }
}
