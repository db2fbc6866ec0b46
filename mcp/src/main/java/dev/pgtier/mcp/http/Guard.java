package dev.pgtier.mcp.http;

import dev.pgtier.mcp.rpc.Json;
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
    Optional<String> twice = Headers.twice(request);
    if (twice.isPresent()) {
      Bodies.refuse(
          response,
          HttpServletResponse.SC_BAD_REQUEST,
          "the header %s comes more than once".formatted(twice.get()));
    } else if (loopback && !isOurs(request.getServerName())) {
      Bodies.refuse(
          response,
          HttpServletResponse.SC_FORBIDDEN,
          "the header Host names another machine; ask for localhost or 127.0.0.1");
    } else if (!mayAsk(request)) {
      Bodies.refuse(
          response, HttpServletResponse.SC_FORBIDDEN, "a page of another site may not ask here");
    } else if (access.oauth().isPresent() && isMetadata(request)) {
      Bodies.write(
          response, HttpServletResponse.SC_OK, Json.write(access.oauth().get().metadata()));
    } else if (!PATH.equals(request.getRequestURI())) {
      Bodies.refuse(response, HttpServletResponse.SC_NOT_FOUND, "MCP is at /mcp");
    } else if (access.open()) {
      chain.doFilter(request, response);
    } else {
      Access.Verdict verdict = access.check(request.getHeader("Authorization"));
      if (verdict.caller().isEmpty()) {
        response.setHeader("WWW-Authenticate", access.challenge(verdict.status()));
        Bodies.refuse(
            response,
            verdict.status(),
            verdict.status() == HttpServletResponse.SC_FORBIDDEN
                ? "this token lacks a scope that this server wants"
                : "send the header Authorization: Bearer with a token of this server");
      } else {
        request.setAttribute(TOKEN, verdict.caller().get());
        chain.doFilter(request, response);
      }
    }
  }

  private static boolean isMetadata(HttpServletRequest request) {
    String path = request.getRequestURI();
    return request.getMethod().equals("GET")
        && (path.equals(OAuth.METADATA) || path.equals(OAuth.METADATA + PATH));
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
          ? isOurs(uri.getHost())
          : uri.getAuthority().equalsIgnoreCase(request.getHeader("Host"));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** This machine's, or the one that clients know the server by where tokens name it. */
  private boolean isOurs(String host) {
    return host != null
        && (LOCAL_NAMES.contains(host.toLowerCase(Locale.ROOT))
            || access
                .oauth()
                .map(oauth -> oauth.options().resource().getHost())
                .filter(host::equalsIgnoreCase)
                .isPresent());
  }
}
