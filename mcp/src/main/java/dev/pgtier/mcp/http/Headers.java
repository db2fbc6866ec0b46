package dev.pgtier.mcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.RpcException;
import dev.pgtier.mcp.tool.Mirrored;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The headers by which 2026-07-28 repeats parts of the body for whoever stands between. They must
 * say the same, or somebody between was told one thing and we another.
 */
final class Headers {
  static final String SESSION = "Mcp-Session-Id";
  static final String VERSION = "MCP-Protocol-Version";

  private static final String PREFIX = "mcp-";
  private static final Set<String> ONCE =
      Set.of("origin", "sec-fetch-site", "authorization", "content-encoding");
  private static final String ARGUMENT = "Mcp-Param-";
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?");
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  private Headers() {}

  /**
   * One that decides something and comes more than once: whoever stands between may have gone by
   * another of them than we would.
   */
  static Optional<String> twice(HttpServletRequest http) {
    for (String name : Collections.list(http.getHeaderNames())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if ((lower.startsWith(PREFIX) || ONCE.contains(lower))
          && Collections.list(http.getHeaders(name)).size() > 1) {
        return Optional.of(lower);
      }
    }
    return Optional.empty();
  }

  /** Compares them; {@code tools} are those of which an argument may be a header as well. */
  static void requireMatch(HttpServletRequest http, Request request, Methods tools)
      throws RpcException {
    if (request.version().isEmpty()) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "_meta must hold io.modelcontextprotocol/protocolVersion, a text");
    }
    require(http, VERSION, request.version());
    require(http, "Mcp-Method", Optional.of(request.method()));
    if (request.method().equals("tools/call")) {
      require(http, "Mcp-Name", request.name());
      for (Mirrored mirrored : tools.tool(request).schema().mirrored()) {
        requireArgument(http, mirrored, request.params().path("arguments").at(mirrored.place()));
      }
    }
  }

  private static void requireArgument(HttpServletRequest http, Mirrored mirrored, JsonNode value)
      throws RpcException {
    String name = ARGUMENT + mirrored.header();
    String header = http.getHeader(name);
    if (value.isMissingNode() || value.isNull()) {
      if (header != null) {
        throw mismatch("the header " + name + " says what the body does not");
      }
    } else if (header == null) {
      throw mismatch("the header " + name + " is missing");
    } else if (!same(decode(header, name), value)) {
      throw mismatch("the header " + name + " does not say what the body says");
    }
  }

  /** Whole numbers are the same however they are written. */
  private static boolean same(String header, JsonNode value) {
    if (!value.isNumber()) {
      return value.isValueNode() && value.asText().equals(header);
    }
    return NUMBER.matcher(header).matches()
        && new BigDecimal(header).compareTo(value.decimalValue()) == 0;
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
      byte[] bytes = Base64.getDecoder().decode(text);
      if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
        throw mismatch("the header " + name + " is no Base64 with its padding");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw mismatch("the header " + name + " is no UTF-8 in Base64");
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw mismatch("the header " + name + " is no Base64");
    }
  }

  private static RpcException mismatch(String message) {
    return new RpcException(RpcException.HEADER_MISMATCH, message);
  }
}
