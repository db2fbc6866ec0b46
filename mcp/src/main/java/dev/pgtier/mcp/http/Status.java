package dev.pgtier.mcp.http;

import dev.pgtier.mcp.rpc.RpcException;
import jakarta.servlet.http.HttpServletResponse;

/** The HTTP status of an error, where the revision gives it one. */
final class Status {
  private Status() {}

  static int of(RpcException e) {
    return switch (e.code()) {
      case RpcException.METHOD_NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
      case RpcException.INTERNAL_ERROR -> HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      default -> HttpServletResponse.SC_BAD_REQUEST;
    };
  }
}
