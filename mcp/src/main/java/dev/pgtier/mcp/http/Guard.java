package dev.pgtier.mcp.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask at all. A page in a browser may not, unless it comes from this machine too: neither
 * by a request to our address nor by a name of its own that it has pointed here.
 */
final class Guard extends HttpFilter {
  /** The attribute that says which token let a request in; not set where none is needed. */
  static final String TOKEN = "dev.pgtier.mcp.token";

  static final String PATH = "/mcp";

  private static final long serialVersionUID = 1L;
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final boolean loopback;
  private final transient Access access;

  Guard(boolean loopback, Access access) {
    this.loopback = loopback;
    this.access = access;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    if (loopback && !isLocal(request.getServerName())) {
      Bodies.refuse(
          response, HttpServletResponse.SC_FORBIDDEN, "this server answers to localhost only");
    } else if (!mayAsk(request)) {
      Bodies.refuse(
          response, HttpServletResponse.SC_FORBIDDEN, "a page of another site may not ask here");
    } else if (!PATH.equals(request.getRequestURI())) {
      Bodies.refuse(response, HttpServletResponse.SC_NOT_FOUND, "MCP is at /mcp");
    } else if (access.open()) {
      chain.doFilter(request, response);
    } else {
      Optional<String> token = access.token(request.getHeader("Authorization"));
      if (token.isEmpty()) {
        response.setHeader("WWW-Authenticate", "Bearer realm=\"pgtier\"");
        Bodies.refuse(
            response,
            HttpServletResponse.SC_UNAUTHORIZED,
            "send the header Authorization: Bearer with a token of this server");
      } else {
        request.setAttribute(TOKEN, token.get());
        chain.doFilter(request, response);
      }
    }
  }

  /** Browsers send Origin; other clients need not. */
  private boolean mayAsk(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      String site = request.getHeader("Sec-Fetch-Site");
      return site == null || site.equals("same-origin") || site.equals("none");
    }
    try {
      URI uri = new URI(origin);
      if (uri.getHost() == null) {
        return false;
      }
      return loopback
          ? isLocal(uri.getHost())
          : uri.getAuthority().equalsIgnoreCase(request.getHeader("Host"));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isLocal(String host) {
    return host != null && LOCAL_NAMES.contains(host.toLowerCase(Locale.ROOT));
  }
}
