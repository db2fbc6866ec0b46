package dev.pgtier.proxy.admin;

import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may ask: the bearer of the token, and on loopback only who asked for this machine. A page of
 * another site may not make a browser change anything here.
 */
final class Guard extends HttpFilter {
  static final String OPEN_PATH = "/health";

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(Guard.class);
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  private static final String BEARER = "Bearer ";

  private final boolean loopback;
  private final transient Optional<Secret> token;

  Guard(boolean loopback, Optional<Secret> token) {
    this.loopback = loopback;
    this.token = token;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Content-Security-Policy", "default-src 'none'");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
    if (loopback && !LOCAL_NAMES.contains(request.getServerName())) {
      // A page elsewhere has pointed a name of its own at this machine.
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "this port answers to localhost only");
    } else if (!METHODS.contains(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD, POST");
      refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "only GET, HEAD and POST");
    } else if ("POST".equals(request.getMethod()) && isFromAnotherSite(request)) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "a page of another site may not do this");
    } else if (!OPEN_PATH.equals(request.getServletPath()) && !hasToken(request)) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"pgtier admin\"");
      refuse(
          response,
          HttpServletResponse.SC_UNAUTHORIZED,
          "send the header Authorization: Bearer with the token of admin.token");
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Browsers say so, other clients send neither header. */
  private static boolean isFromAnotherSite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    String own = request.getScheme() + "://" + request.getHeader("Host");
    return (site != null && !site.equals("same-origin") && !site.equals("none"))
        || (origin != null && !origin.equalsIgnoreCase(own));
  }

  private boolean hasToken(HttpServletRequest request) {
    if (token.isEmpty()) {
      return true;
    }
    String header = request.getHeader("Authorization");
    String given =
        header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length())
            : "";
    try {
      byte[] wanted = token.get().reveal().getBytes(StandardCharsets.UTF_8);
      return wanted.length > 0
          && MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8));
    } catch (SecretException e) {
      log.error("the admin token cannot be had, so nobody is let in: {}", e.getMessage());
      return false;
    }
  }

  private static void refuse(HttpServletResponse response, int status, String why)
      throws IOException {
    response.setStatus(status);
    Pages.text(response, why + "\n");
  }
}
