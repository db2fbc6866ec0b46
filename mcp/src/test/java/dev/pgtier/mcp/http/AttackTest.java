package dev.pgtier.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.TestMcp;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client must not get away with by what it sends. */
class AttackTest {
  private static final String BOTH = "application/json, text/event-stream";
  private static final int TEN_MB = 10_000_000;
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
  void sqlInAnArgumentIsAValue() throws Exception {
    JsonNode result = mcp.call("orders", "{\"status\":\"paid' OR true; DROP TABLE orders; --\"}");
    assertThat(result.at("/structuredContent/row_count").asInt()).isZero();
    assertThat(mcp.call("orders", "{\"ids\":[1]}").at("/structuredContent/row_count").asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":[\"paid\"]}",
        "{\"status\":{\"$ne\":null}}",
        "{\"ids\":[\"1) OR (1\"]}",
        "{\"ids\":[[1]]}",
        "{\"ids\":\"{1}\"}",
        "{\"status\":\"paid\",\"limit\":1000000}",
        "{\"__proto__\":{}}",
        "[]",
        "\"status\"",
        "{\"status\":\"\\u0000\"}",
      })
  void argumentsThatDoNotFitAreRefusedInWords(String arguments) throws Exception {
    JsonNode result = mcp.call("orders", arguments);
    assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
    assertThat(result.at("/content/0/text").asText()).startsWith("The arguments");
  }

  @Test
  void halfACharacterIsRefused() throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"orders\","
            + "\"arguments\":{\"status\":\"\\ud800\"}}}";
    assertThat(mcp.post(body).body()).contains("half a character");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e999999999", "-1e-999999999", "1e401", "99999999999999999999999999999999e401"})
  void numbersThatAreShortToWriteAndLongToReckonAreRefused(String number) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"orders\",\"arguments\":{\"least\":%s}}}"
            .formatted(number);
    HttpResponse<String> answer = mcp.post(body);
    assertThat(answer.statusCode()).isIn(200, 400);
    assertThat(answer.body()).contains("too large");
  }

  @Test
  void hugeIntegerIsTheServersErrorAndNotOurs() throws Exception {
    JsonNode result = mcp.call("orders", "{\"ids\":[%s]}".formatted("9".repeat(300)));
    assertThat(result.at("/content/0/text").asText()).startsWith("ERROR 22003");
  }

  /** Answered by its length alone: whoever goes on sending may find the connection closed. */
  @Test
  void tenMegabytesAreTooMuch() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), mcp.port())) {
      socket.setSoTimeout(20_000);
      String head =
          "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(mcp.port(), TEN_MB);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
    }
    assertThat(mcp.ask("ping", TestMcp.tree("{}")).has("result")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
      })
  void whatIsNoMessageIsRefused(String body) throws Exception {
    HttpResponse<String> answer = mcp.post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestMcp.tree(answer.body()).at("/error/code").asInt()).isIn(-32700, -32600);
  }

  @Test
  void tenMegabytesInAnArgumentReachNoTool() throws Exception {
    String body =
        TestMcp.request(
            "tools/call",
            TestMcp.tree(
                "{\"name\":\"orders\",\"arguments\":{\"status\":\"%s\"}}"
                    .formatted("x".repeat(TEN_MB))));
    HttpResponse<String> answer = mcp.post(body);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("4 MiB");
    assertThat(mcp.call("orders", "{\"ids\":[1]}").path("isError").asBoolean()).isFalse();
  }

  /** What a person at a terminal or a browser does first; the answer has to say what next. */
  @ParameterizedTest
  @CsvSource({
    "GET, '', '', 405, POST a message of JSON-RPC",
    "POST, '', '[]', 400, a batch has 1 to 50 messages",
    "POST, '', 'true', 400, send a message of JSON-RPC",
    "POST, '', '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/list\"}', 200, a server of tools has tools/list",
    "POST, MCP-Protocol-Version: 1999-01-01, '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}', 400, 2025-11-25",
    "POST, Mcp-Session-Id: x, '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}', 404, initialize again",
    "POST, Content-Type: text/plain, '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}', 200, result",
  })
  void answerSaysWhatToDo(String method, String header, String body, int status, String words)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(mcp.uri()).method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!header.isEmpty()) {
      request.header(header.split(": ", 2)[0], header.split(": ", 2)[1]);
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  /** Each could become a sentence; the first few are enough to say what is wrong. */
  @Test
  void millionMistakesAreNotCollected() throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"orders\",\"arguments\":{\"ids\":[%s]}}}"
            .formatted(String.join(",", Collections.nCopies(1_300_000, "\"\"")));
    HttpResponse<String> answer = mcp.post(body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("The arguments do not fit: /ids/0: ")
        .doesNotContain("/ids/1:");
  }

  /** Names and ids go back to the client, and into the comment that the audit reads. */
  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\u0000", "*/ DROP TABLE orders; --", "\\u2028", "?", "$1"})
  void strangersNamesDoNoHarm(String name) throws Exception {
    String call =
        """
        {"jsonrpc":"2.0","id":"%s","method":"tools/call","params":{"name":"orders","arguments":{"ids":[1]},\
        "clientInfo":{"name":"%s","version":"%s"},"_meta":{"progressToken":"%s"}}}"""
            .replace("%s", name);
    for (String accept : new String[] {BOTH, "*/*"}) {
      HttpResponse<String> answer = mcp.post(call, "Accept", accept, "User-Agent", "x */ y");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"row_count\":1");
    }
    assertThat(mcp.post(call.replace("\"orders\"", "\"" + name + "\"")).body())
        .contains("there is no such tool");
    assertThat(mcp.post(call.replace("tools/call", name)).body()).contains("\"error\"");
  }

  @Test
  void longIdIsNoHarm() throws Exception {
    String call =
        TestMcp.request(
                "tools/call", TestMcp.tree("{\"name\":\"orders\",\"arguments\":{\"ids\":[1]}}"))
            .replace("\"id\":1", "\"id\":\"" + "x".repeat(3_000_000) + "\"");
    assertThat(mcp.post(call).body()).contains("\"row_count\":1");
  }

  @Test
  void depthIsBounded() throws Exception {
    HttpResponse<String> answer = mcp.post("[".repeat(100_000) + "]".repeat(100_000));
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void noAnswerHoldsAStackTrace() throws Exception {
    String hello =
        TestMcp.request(
            "initialize",
            TestMcp.tree(
                "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}"));
    HttpResponse<String> opened = mcp.post(hello, "Accept", BOTH);
    String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    for (String body :
        new String[] {
          TestMcp.request("tools/call", TestMcp.tree("{\"name\":\"nope\"}")),
          TestMcp.request("tools/call", TestMcp.tree("{\"name\":7}")),
          TestMcp.request("tools/call", TestMcp.tree("{}")),
          TestMcp.request("nope", TestMcp.tree("{}")),
          TestMcp.request("initialize", TestMcp.tree("{\"protocolVersion\":7}")),
          hello,
          "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}",
        }) {
      for (String accept : new String[] {BOTH, "application/json", "text/event-stream", "*/*"}) {
        assertClean(mcp.post(body, "Accept", accept, "Mcp-Session-Id", session));
        assertClean(mcp.post(body, "Accept", accept, "Mcp-Session-Id", "made-up"));
        assertClean(mcp.post(body, "Accept", accept));
        assertClean(mcp.post(body, "Accept", accept, "MCP-Protocol-Version", "1999-01-01"));
      }
    }
    for (String method : new String[] {"GET", "DELETE", "PUT", "OPTIONS", "BREW"}) {
      assertClean(
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(mcp.uri())
                      .method(method, HttpRequest.BodyPublishers.noBody())
                      .header("Mcp-Session-Id", session)
                      .build(),
                  HttpResponse.BodyHandlers.ofString()));
    }
  }

  private static void assertClean(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isNotEqualTo(500);
    assertThat(answer.body())
        .doesNotContain(
            "stackTrace", "\\tat ", "java.", "io.modelcontextprotocol.s", "org.eclipse");
  }
}
