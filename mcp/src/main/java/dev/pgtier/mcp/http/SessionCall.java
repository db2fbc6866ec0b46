package dev.pgtier.mcp.http;

import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.rpc.Request;
import io.modelcontextprotocol.common.McpTransportContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;

/** What is known of a request before the SDK sees it, carried past it to the tool. */
record SessionCall(Request request, Optional<String> token, Cancellation cancellation) {
  private static final String NAME = SessionCall.class.getName();

  void attach(HttpServletRequest http) {
    http.setAttribute(NAME, this);
  }

  static McpTransportContext context(HttpServletRequest http) {
    Object call = http.getAttribute(NAME);
    return call == null
        ? McpTransportContext.EMPTY
        : McpTransportContext.create(Map.of(NAME, call));
  }

  static SessionCall of(McpTransportContext context) {
    return (SessionCall) context.get(NAME);
  }
}
