package dev.pgtier.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.mcp.TestMcp;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Revision 2026-07-28, by the letter of its requests. */
class StatelessTest {
  private static final String VERSION = "MCP-Protocol-Version";
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
  void discoverySaysVersionsAndToolsAndMayBeKept() throws Exception {
    JsonNode result = post("server/discover", "2026-07-28", "{}", 200).path("result");
    assertThat(result.path("supportedVersions").toString()).contains("2026-07-28", "2025-11-25");
    assertThat(result.at("/capabilities/tools").isObject()).isTrue();
    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.path("ttlMs").asLong()).isPositive();
    assertThat(result.path("cacheScope").asText()).isEqualTo("public");
    JsonNode list = post("tools/list", "2026-07-28", "{}", 200).path("result");
    assertThat(list.path("tools")).hasSize(5);
    assertThat(list.has("ttlMs")).isTrue();
  }

  @Test
  void whatIsGoneIsNotFound() throws Exception {
    for (String method : new String[] {"initialize", "ping", "resources/list"}) {
      assertThat(post(method, "2026-07-28", "{}", 404).at("/error/code").asInt()).isEqualTo(-32601);
    }
  }

  @Test
  void otherVersionIsRefusedWithThoseThatAreSpoken() throws Exception {
    JsonNode error = post("tools/list", "2030-01-01", "{}", 400).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32022);
    assertThat(error.at("/data/supported/0").asText()).isEqualTo("2026-07-28");
    assertThat(error.at("/data/requested").asText()).isEqualTo("2030-01-01");
  }

  @Test
  void requestMustSayItsVersionAndCapabilitiesItself() throws Exception {
    for (String meta :
        new String[] {
          "{}",
          "{\"_meta\":{}}",
          "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}",
          "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}",
        }) {
      HttpResponse<String> answer =
          mcp.post(
              TestMcp.request("tools/list", TestMcp.tree(meta)),
              VERSION,
              "2026-07-28",
              "Mcp-Method",
              "tools/list");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(TestMcp.tree(answer.body()).at("/error/code").asInt()).isEqualTo(-32602);
    }
  }

  @Test
  void headersMustSayWhatTheBodySays() throws Exception {
    String body = body("tools/call", "2026-07-28", "{\"name\":\"orders\",\"arguments\":{}}");
    String[][] wrong = {
      {VERSION, "2026-07-28"},
      {VERSION, "2026-07-28", "Mcp-Method", "tools/list", "Mcp-Name", "orders"},
      {VERSION, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "execute_sql"},
      {VERSION, "2026-07-28", "Mcp-Method", "tools/call"},
      {VERSION, "2025-11-25", "Mcp-Method", "tools/call", "Mcp-Name", "orders"},
      {"Mcp-Method", "tools/call", "Mcp-Name", "orders"},
      {VERSION, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "=?base64?!?="},
    };
    for (String[] headers : wrong) {
      HttpResponse<String> answer = mcp.post(body, headers);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(TestMcp.tree(answer.body()).at("/error/code").asInt()).isEqualTo(-32020);
    }
    HttpResponse<String> answer =
        mcp.post(
            body,
            VERSION,
            "2026-07-28",
            "Mcp-Method",
            "tools/call",
            "Mcp-Name",
            "=?base64?b3JkZXJz?=");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** An argument whose schema says x-mcp-header is a header as well, and says the same there. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "{'status':'paid'}, Status: paid, 200",
        "{'status':'paid'}, Status: =?base64?cGFpZA==?=, 200",
        "{'status':'paid'}, Status: =?base64?cGFpZA?=, 400",
        "{'status':'paid'}, Status: failed, 400",
        "{'status':'paid'}, , 400",
        "{'status':''}, , 400",
        "{'status':null}, Status: null, 400",
        "{}, Status: paid, 400",
        "{}, , 200",
        "{'page':42}, Page: 42, 200",
        "{'page':42.0}, Page: 42, 200",
        "{'page':42}, Page: 42.00, 200",
        "{'page':42}, Page: 43, 400",
        "{'page':42}, Page: 4e1000000000, 400",
        "{'page':{}}, Page: {}, 400",
      })
  void argumentThatIsAHeaderSaysTheSameThere(String arguments, String header, int status)
      throws Exception {
    List<String> headers =
        new ArrayList<>(
            List.of(VERSION, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "orders"));
    if (header != null) {
      headers.addAll(List.of(("Mcp-Param-" + header).split(": ", 2)));
    }
    String params = "{\"name\":\"orders\",\"arguments\":" + arguments.replace('\'', '"') + "}";
    HttpResponse<String> answer =
        mcp.post(body("tools/call", "2026-07-28", params), headers.toArray(String[]::new));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(TestMcp.tree(answer.body()).at("/error/code").asInt())
        .isEqualTo(status == 200 ? 0 : -32020);
  }

  /** Clients give up on a call that they hear nothing of. */
  @Test
  void longStatementTellsThatItStillRuns() throws Exception {
    ObjectNode params =
        (ObjectNode)
            TestMcp.tree(
                "{\"name\":\"execute_sql\",\"arguments\":{\"sql\":\"SELECT pg_sleep(1.5)\"}}");
    params.set("_meta", meta("2026-07-28").put("progressToken", "p1"));
    HttpResponse<String> answer =
        mcp.post(
            TestMcp.request("tools/call", params),
            "Accept",
            "application/json, text/event-stream",
            VERSION,
            "2026-07-28",
            "Mcp-Method",
            "tools/call",
            "Mcp-Name",
            "execute_sql");
    assertThat(answer.body())
        .containsSubsequence("\"progress\":1", "running for 1 s", "\"result\"");
  }

  @Test
  void longCallsTellHowFarTheyAre() throws Exception {
    Files.writeString(migrations.resolve("m.sql"), "SELECT 1");
    ObjectNode params =
        (ObjectNode)
            TestMcp.tree("{\"name\":\"validate_migration\",\"arguments\":{\"path\":\"m.sql\"}}");
    ObjectNode meta = meta("2026-07-28");
    params.set("_meta", meta.put("progressToken", "p1"));
    HttpResponse<String> answer =
        mcp.post(
            TestMcp.request("tools/call", params),
            "Accept",
            "application/json, text/event-stream",
            VERSION,
            "2026-07-28",
            "Mcp-Method",
            "tools/call",
            "Mcp-Name",
            "validate_migration");
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(answer.body())
        .containsSubsequence(
            "\"progress\":1", "cloning", "\"progress\":2", "running", "\"result\"");
  }

  private static JsonNode post(String method, String version, String params, int status)
      throws Exception {
    HttpResponse<String> answer =
        mcp.post(body(method, version, params), VERSION, version, "Mcp-Method", method);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return TestMcp.tree(answer.body());
  }

  private static String body(String method, String version, String params) {
    ObjectNode all = (ObjectNode) TestMcp.tree(params);
    all.set("_meta", meta(version));
    return TestMcp.request(method, all);
  }

  private static ObjectNode meta(String version) {
    ObjectNode meta =
        TestMcp.JSON.createObjectNode().put("io.modelcontextprotocol/protocolVersion", version);
    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    return meta;
  }
}
