package dev.pgtier.mcp.http;

import dev.pgtier.mcp.rpc.Answer;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.RpcException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeoutException;

/** The HTTP status of an error, where the revision gives it one. */
final class Status {
  private Status() {}

  /** Of an answer; before 2026-07-28 an error is an answer like another, but for our mistakes. */
  static int of(Request request, Answer answer) {
    return answer
        .error()
        .filter(e -> request.isModern() || e.code() == RpcException.INTERNAL_ERROR)
        .map(Status::of)
        .orElse(HttpServletResponse.SC_OK);
  }

  static int of(RpcException e) {
    return switch (e.code()) {
      case RpcException.METHOD_NOT_FOUND -> HttpServletResponse.SC_NOT_FOUND;
      case RpcException.INTERNAL_ERROR -> HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
      default -> HttpServletResponse.SC_BAD_REQUEST;
    };
  }

  /** Of a body that came in part: its client went quiet, or ended it. */
  static int ofBroken(IOException e) {
    return e instanceof InterruptedIOException || e.getCause() instanceof TimeoutException
        ? HttpServletResponse.SC_REQUEST_TIMEOUT
        : HttpServletResponse.SC_BAD_REQUEST;
  }
}
