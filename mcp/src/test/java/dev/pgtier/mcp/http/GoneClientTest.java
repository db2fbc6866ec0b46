package dev.pgtier.mcp.http;

import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.TestMcp;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that goes away in the middle of a call takes its statement with it. */
class GoneClientTest {
  private static final String BOTH = "application/json, text/event-stream";
  private static TestMcp mcp;

  @BeforeAll
  static void start() {
    mcp = new TestMcp(Optional.empty());
  }

  @AfterAll
  static void stop() {
    mcp.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Accept: application/json, text/event-stream\r\n"})
  void withoutASession(String accept) throws Exception {
    assertGoneWithItsClient(accept);
  }

  @Test
  void inASession() throws Exception {
    HttpResponse<String> opened =
        mcp.post(
            TestMcp.request(
                "initialize",
                TestMcp.tree(
                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}")),
            "Accept",
            BOTH);
    String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    mcp.post(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        "Accept",
        BOTH,
        "Mcp-Session-Id",
        session);
    assertGoneWithItsClient("Accept: " + BOTH + "\r\nMcp-Session-Id: " + session + "\r\n");
  }

  private static void assertGoneWithItsClient(String headers) throws Exception {
    String call =
        TestMcp.request(
            "tools/call",
            TestMcp.tree(
                "{\"name\":\"execute_sql\",\"arguments\":{\"sql\":\"SELECT pg_sleep(600)\"}}"));
    Socket client = RawHttp.send(mcp.port(), "Host: localhost\r\n" + headers, call);
    TestDatabase.await("%SELECT pg_sleep(600)", 1);
    client.close();
    TestDatabase.await("%SELECT pg_sleep(600)", 0);
  }
}
