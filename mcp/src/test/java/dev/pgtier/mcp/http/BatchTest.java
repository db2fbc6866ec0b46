package dev.pgtier.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.TestMcp;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several messages in one, which revision 2025-03-26 has and no other. */
class BatchTest {
  private static final String BOTH = "application/json, text/event-stream";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
  private static final String NOTE =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  private static final String ORDERS =
      "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"tools/call\",\"params\":{\"name\":\"orders\","
          + "\"arguments\":{\"ids\":[3]}}}";
  private static TestMcp mcp;

  @BeforeAll
  static void start() {
    mcp = new TestMcp(Optional.empty());
  }

  @AfterAll
  static void stop() {
    mcp.close();
  }

  @Test
  void requestsAreAnsweredTogether() throws Exception {
    HttpResponse<String> answer = mcp.post("[" + PING + "," + NOTE + "," + ORDERS + "]");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode list = TestMcp.tree(answer.body());
    assertThat(list).hasSize(2);
    assertThat(list.at("/0/id").asInt()).isEqualTo(1);
    assertThat(list.at("/1/id").asText()).isEqualTo("b");
    assertThat(list.at("/1/result/structuredContent/rows/0/total").asInt()).isEqualTo(3);
  }

  @Test
  void whoTakesAStreamGetsEachAnswerAsItComes() throws Exception {
    String session = session("2025-03-26");
    HttpResponse<String> answer =
        mcp.post("[" + PING + "," + ORDERS + "]", "Accept", BOTH, "Mcp-Session-Id", session);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(answer.body())
        .containsSubsequence("data: {", "\"id\":1,", "data: {", "\"id\":\"b\",");
    // What the SDK serves goes on beside it.
    assertThat(mcp.post(ORDERS, "Accept", BOTH, "Mcp-Session-Id", session).body())
        .contains("\"isError\":false");
  }

  @Test
  void whatIsOnlySaidIsTaken() throws Exception {
    HttpResponse<String> answer = mcp.post("[" + NOTE + "," + NOTE + "]");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void whatIsNoMessageIsRefusedBesideTheOthers() throws Exception {
    JsonNode list =
        TestMcp.tree(
            mcp.post(
                    "[7,[],[["
                        + PING
                        + "]],{\"id\":9},"
                        + PING.replace("ping", "initialize")
                        + ","
                        + PING.replace("ping", "nope")
                        + ","
                        + PING
                        + "]")
                .body());
    assertThat(list)
        .extracting(answer -> answer.at("/error/code").asInt())
        .containsExactly(-32600, -32600, -32600, -32600, -32600, -32601, 0);
    assertThat(list)
        .extracting(answer -> answer.path("id").toString())
        .containsExactly("null", "null", "null", "9", "1", "1", "1");
  }

  @Test
  void thereIsAnEndToTheirNumber() throws Exception {
    assertRefused(mcp.post("[]"), "a batch has 1 to 50 messages");
    assertRefused(
        mcp.post("[" + String.join(",", Collections.nCopies(10_000, PING)) + "]"),
        "a batch has 1 to 50 messages");
    assertThat(
            TestMcp.tree(mcp.post(Collections.nCopies(50, PING).toString()).body())
                .findValues("result"))
        .hasSize(50);
    assertThat(mcp.post("[" + "[".repeat(100_000)).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-06-18", "2025-11-25", "2026-07-28"})
  void otherRevisionsHaveNone(String revision) throws Exception {
    String words = "batches belong to revision 2025-03-26 and not to " + revision;
    assertRefused(mcp.post("[" + PING + "]", "MCP-Protocol-Version", revision), words);
    if (revision.startsWith("2025")) {
      String session = session(revision);
      assertRefused(mcp.post("[" + PING + "]", "Mcp-Session-Id", session), words);
      assertRefused(
          mcp.post(
              "[" + PING + "]", "Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-03-26"),
          words);
    }
  }

  @Test
  void unknownSessionIsNone() throws Exception {
    assertThat(mcp.post("[" + PING + "]", "Mcp-Session-Id", "made-up").statusCode()).isEqualTo(404);
  }

  @Test
  void requestOfABatchCanBeGivenUp() throws Exception {
    String session = session("2025-03-26");
    String headers =
        "Host: localhost\r\nAccept: " + BOTH + "\r\nMcp-Session-Id: " + session + "\r\n";
    Socket client = RawHttp.send(mcp.port(), headers, List.of(sleep(), PING).toString());
    TestDatabase.await("%SELECT pg_sleep(605)", 1);
    mcp.post(
        "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}]",
        "Mcp-Session-Id",
        session);
    TestDatabase.await("%SELECT pg_sleep(605)", 0);
    client.close();
  }

  @Test
  void clientThatGoesTakesItsBatchWithIt() throws Exception {
    Socket client =
        RawHttp.send(mcp.port(), "Host: localhost\r\n", List.of(sleep(), sleep()).toString());
    TestDatabase.await("%SELECT pg_sleep(605)", 1);
    client.close();
    TestDatabase.await("%SELECT pg_sleep(605)", 0);
  }

  private static String sleep() {
    return "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"execute_sql\","
        + "\"arguments\":{\"sql\":\"SELECT pg_sleep(605)\"}}}";
  }

  private static String session(String revision) throws Exception {
    String hello =
        TestMcp.request(
            "initialize",
            TestMcp.tree(
                "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}"
                    .formatted(revision)));
    HttpResponse<String> opened = mcp.post(hello, "Accept", BOTH);
    assertThat(opened.body()).contains("\"protocolVersion\":\"" + revision + "\"");
    return opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
  }

  private static void assertRefused(HttpResponse<String> answer, String words) {
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode error = TestMcp.tree(answer.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32600);
    assertThat(error.path("message").asText()).startsWith(words);
  }
}
