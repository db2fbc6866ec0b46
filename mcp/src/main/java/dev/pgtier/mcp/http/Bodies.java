package dev.pgtier.mcp.http;

import dev.pgtier.mcp.rpc.Json;
import dev.pgtier.mcp.rpc.Responses;
import dev.pgtier.mcp.rpc.RpcException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Whole bodies, in both directions. */
final class Bodies {
  static final int MAX_BYTES = 4 << 20;
  static final String JSON = "application/json";

  private Bodies() {}

  /** A few bytes could become any number of them; so nothing is unpacked. */
  static boolean isPacked(HttpServletRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  /** Empty when it is too large; it is not read to its end then. */
  static Optional<byte[]> read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > MAX_BYTES) {
      return Optional.empty();
    }
    byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
    return body.length > MAX_BYTES ? Optional.empty() : Optional.of(body);
  }

  static void write(HttpServletResponse response, int status, byte[] body) throws IOException {
    response.setStatus(status);
    response.setContentType(JSON);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Refuses before any message was read, in words for whoever runs the client. */
  static void refuse(HttpServletResponse response, int status, String why) throws IOException {
    RpcException e = new RpcException(RpcException.INVALID_REQUEST, why);
    write(response, status, Json.write(Responses.error(Optional.empty(), e)));
  }
}
