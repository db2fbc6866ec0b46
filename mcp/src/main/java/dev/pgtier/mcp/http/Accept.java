package dev.pgtier.mcp.http;

import jakarta.servlet.http.HttpServletRequest;

/** What a client says that it takes. */
final class Accept {
  private static final String STREAM = "text/event-stream";

  private Accept() {}

  static boolean stream(HttpServletRequest http) {
    String accept = http.getHeader("Accept");
    return accept != null && accept.contains(STREAM);
  }

  /** Whether it takes JSON and a stream, as clients with sessions must. */
  static boolean both(HttpServletRequest http) {
    return stream(http) && http.getHeader("Accept").contains(Bodies.JSON);
  }
}
