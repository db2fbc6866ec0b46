package dev.pgtier.mcp.http;

import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.RpcException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The headers by which 2026-07-28 repeats parts of the body for whoever stands between. They must
 * say the same, or somebody between was told one thing and we another.
 */
final class Headers {
  static final String SESSION = "Mcp-Session-Id";
  static final String VERSION = "MCP-Protocol-Version";

  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private Headers() {}

  static void requireMatch(HttpServletRequest http, Request request) throws RpcException {
    if (request.version().isEmpty()) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "_meta must hold io.modelcontextprotocol/protocolVersion, a text");
    }
    require(http, VERSION, request.version());
    require(http, "Mcp-Method", Optional.of(request.method()));
    if (request.method().equals("tools/call")) {
      require(http, "Mcp-Name", request.name());
    }
  }

  private static void require(HttpServletRequest http, String name, Optional<String> body)
      throws RpcException {
    String header = http.getHeader(name);
    if (header == null) {
      throw mismatch("the header " + name + " is missing");
    }
    if (!body.equals(Optional.of(decode(header, name)))) {
      throw mismatch("the header " + name + " does not say what the body says");
    }
  }

  private static String decode(String value, String name) throws RpcException {
    if (!value.startsWith(ENCODED) || !value.endsWith(ENCODED_END)) {
      return value;
    }
    try {
      String text = value.substring(ENCODED.length(), value.length() - ENCODED_END.length());
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw mismatch("the header " + name + " is no Base64");
    }
  }

  private static RpcException mismatch(String message) {
    return new RpcException(RpcException.HEADER_MISMATCH, message);
  }
}
