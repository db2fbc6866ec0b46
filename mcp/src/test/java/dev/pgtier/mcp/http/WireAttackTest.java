package dev.pgtier.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.mcp.TestMcp;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client must not get away with by the way it says it. */
class WireAttackTest {
  private static final String PING = TestMcp.request("ping", TestMcp.tree("{}"));
  private static TestMcp mcp;

  @BeforeAll
  static void start() {
    mcp = new TestMcp(Optional.empty());
  }

  @AfterAll
  static void stop() {
    mcp.close();
  }

  /** Whom a request is for: said once, and this machine. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/mcp | Host: LOCALHOST | 200",
        "/mcp | Host: [::1]:9 | 200",
        "/mcp | Host: localhost. | 403",
        "/mcp | Host: 127.1 | 403",
        "/mcp | Host: 0.0.0.0 | 403",
        "/mcp | Host: 0x7f.0.0.1 | 403",
        "/mcp | Host: 2130706433 | 403",
        "/mcp | Host: [::ffff:127.0.0.1] | 403",
        "/mcp | Host: [::] | 403",
        "/mcp | Host: localhost@evil.example | 400",
        "/mcp | Host: evil.example:80@localhost | 400",
        "/mcp | Host: localhost#evil.example | 400",
        "/mcp | Host: localhost, evil.example | 400",
        "/mcp | Host: localhost~Host: evil.example | 400",
        "/mcp | Host: evil.example~Host: localhost | 400",
        "/mcp | Host: localhost~X-Forwarded-Host: evil.example | 200",
        "/mcp | Host: evil.example~X-Forwarded-Host: localhost | 403",
        "/mcp | X-None: 1 | 400",
        "http://evil.example/mcp | Host: evil.example | 403",
        "http://evil.example/mcp | Host: localhost | 400",
        "http://localhost/mcp | Host: evil.example | 400",
        "http://localhost/mcp | Host: localhost | 200",
        "/mcp | Host: localhost~Origin: HTTP://LOCALHOST | 200",
        "/mcp | Host: localhost~Origin: http://localhost. | 403",
        "/mcp | Host: localhost~Origin: http://localhost@evil.example | 403",
        "/mcp | Host: localhost~Origin: http://evil.example#localhost | 403",
        "/mcp | Host: localhost~Origin: http://[::ffff:7f00:1] | 403",
        "/mcp | Host: localhost~Origin: | 403",
        "/mcp | Host: localhost~Origin: localhost | 403",
        "/mcp | Host: localhost~Origin: http://localhost~Origin: http://evil.example | 400",
        "/mcp | Host: localhost~Origin: http://localhost http://evil.example | 403",
        "/mcp | Host: localhost~Sec-Fetch-Site: none~Sec-Fetch-Site: cross-site | 400",
        "/mcp/ | Host: localhost | 404",
        "//mcp | Host: localhost | 400",
        "/%6dcp | Host: localhost | 404",
        "/mcp;a=b | Host: localhost | 404",
        "/x/../mcp | Host: localhost | 404",
        "/mcp%2f.. | Host: localhost | 400",
        "/mcp?a=b | Host: localhost | 200",
      })
  void targetHostAndOrigin(String target, String headers, int status) throws Exception {
    assertThat(status(post(target, headers, PING))).isEqualTo(status);
  }

  /** Two lengths would be two requests to two readers. */
  @ParameterizedTest
  @CsvSource({
    "Transfer-Encoding: chunked",
    "Content-Length: 3",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: gzip",
  })
  void oneLengthAlone(String header) throws Exception {
    assertThat(status(post("/mcp", "Host: localhost~" + header, PING))).isEqualTo(400);
  }

  /** Whoever stands between goes by one of them and we by another. */
  @ParameterizedTest
  @CsvSource({
    "MCP-Protocol-Version: 2026-07-28, MCP-Protocol-Version: 2025-11-25",
    "Mcp-Method: tools/list, Mcp-Method: tools/call",
  })
  void headerThatRepeatsTheBodyComesOnce(String header, String again) throws Exception {
    String body =
        TestMcp.request(
            "tools/list",
            TestMcp.tree(
                "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}}"));
    String headers = "Host: localhost~MCP-Protocol-Version: 2026-07-28~Mcp-Method: tools/list";
    assertThat(status(post("/mcp", headers, body))).isEqualTo(200);
    assertThat(status(post("/mcp", headers.replace(header, header + "~" + again), body)))
        .isEqualTo(400);
  }

  @Test
  void sessionIsNamedOnce() throws Exception {
    assertThat(status(post("/mcp", "Host: localhost~Mcp-Session-Id: a~Mcp-Session-Id: b", PING)))
        .isEqualTo(400);
  }

  /** A gigabyte of spaces around a ping. */
  @Test
  void compressedBodyIsNotUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 256; i++) {
        out.write(spaces);
      }
      out.write(PING.getBytes(StandardCharsets.US_ASCII));
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(
        ("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: "
                + packed.size()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    packed.writeTo(request);
    assertThat(status(request.toByteArray())).isEqualTo(415);
  }

  @Test
  void bodyWithoutEndIsBrokenOffAtItsBound() throws Exception {
    StringBuilder request =
        new StringBuilder(
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    request.append(chunk.repeat(65));
    assertThat(status(request.toString().getBytes(StandardCharsets.US_ASCII))).isEqualTo(413);
  }

  @Test
  void bodyThatEndsEarlyIsTheClientsMistake() throws Exception {
    String head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
    String answer = RawHttp.answerTo(mcp.port(), head + "{\"jsonrpc\":");
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("the message stopped before its end");
  }

  private static int status(byte[] request) throws Exception {
    String line = RawHttp.statusOf(mcp.port(), request);
    return line.startsWith("HTTP/1.1 ") ? Integer.parseInt(line.substring(9, 12)) : 0;
  }

  /** Headers with ~ between them. */
  private static byte[] post(String target, String headers, String body) {
    return "POST %s HTTP/1.1\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(target, headers.replace("~", "\r\n"), body.length(), body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
