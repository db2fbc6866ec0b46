package dev.pgtier.mcp.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;

/** What a client says that it takes. */
final class Accept {
  private static final String STREAM = "text/event-stream";

  private Accept() {}

  static boolean stream(HttpServletRequest http) {
    return takes(http, STREAM);
  }

  /** Whether it takes JSON and a stream, as clients with sessions must. */
  static boolean both(HttpServletRequest http) {
    return takes(http, STREAM) && takes(http, Bodies.JSON);
  }

  /** The header may come in several lines. */
  private static boolean takes(HttpServletRequest http, String type) {
    return Collections.list(http.getHeaders("Accept")).stream()
        .anyMatch(line -> line.contains(type));
  }
}
