package dev.pgtier.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.mcp.McpServer;
import dev.pgtier.mcp.TestMcp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask. */
class GuardTest {
  private static final int MANY = 1_000;
  private static final String PING = TestMcp.request("ping", TestMcp.tree("{}"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: localhost.evil.example",
        "Host: 127.0.0.1.evil.example:3333",
        "Host: localhost\r\nOrigin: http://evil.example",
        "Host: localhost\r\nOrigin: http://localhost.evil.example",
        "Host: localhost\r\nOrigin: null",
        "Host: localhost\r\nOrigin: file://",
        "Host: localhost\r\nSec-Fetch-Site: cross-site",
      })
  void pageElsewhereIsForbidden(String headers) throws Exception {
    try (TestMcp mcp = new TestMcp(Optional.empty())) {
      assertThat(RawHttp.exchange(mcp.port(), headers + "\r\n", PING)).startsWith("HTTP/1.1 403");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost:1",
        "Host: [::1]",
        "Host: 127.0.0.1\r\nOrigin: http://localhost:6274",
        "Host: localhost\r\nOrigin: http://[::1]:8080",
      })
  void whatIsOnThisMachineMayAsk(String headers) throws Exception {
    try (TestMcp mcp = new TestMcp(Optional.empty())) {
      assertThat(RawHttp.exchange(mcp.port(), headers + "\r\n", PING)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void oneOfTheTokensMustBeThere() throws Exception {
    try (TestMcp mcp = new TestMcp(Optional.empty(), "first", "second")) {
      assertThat(mcp.post(PING).statusCode()).isEqualTo(401);
      assertThat(mcp.post(PING).headers().firstValue("WWW-Authenticate")).isPresent();
      for (String wrong :
          List.of("Bearer", "Bearer ", "Bearer firs", "Basic first", "Bearer first second")) {
        assertThat(mcp.post(PING, "Authorization", wrong).statusCode()).as(wrong).isEqualTo(401);
      }
      assertThat(mcp.post(PING, "Authorization", "Bearer first").statusCode()).isEqualTo(200);
      assertThat(mcp.post(PING, "authorization", "bearer second").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void beyondThisMachineATokenIsNeeded() {
    assertThatThrownBy(
            () ->
                McpServer.start(
                    TestMcp.options(Optional.empty()),
                    new InetSocketAddress(0),
                    List.of(),
                    Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the MCP server test listens on 0.0.0.0, which others can reach: give it tokens, or let"
                + " it listen on 127.0.0.1");
  }

  @Test
  void tokenThatCannotBeHadLetsNobodyIn() throws Exception {
    try (McpServer server =
        McpServer.start(
            TestMcp.options(Optional.empty()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(Optional::empty),
            Optional.empty())) {
      int port = server.address().getPort();
      assertThat(RawHttp.exchange(port, "Host: localhost\r\nAuthorization: Bearer \r\n", PING))
          .startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void manyConnectionsThatDoNothingKeepNobodyOut() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try (TestMcp mcp = new TestMcp(Optional.empty())) {
      for (int i = 0; i < MANY; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), mcp.port()));
      }
      assertThat(mcp.post(PING).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }
}
