package dev.pgtier.proxy.admin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Who may ask: the bearer of the token, a browser that has shown it, and on loopback only who asked
 * for this machine. A page of another site may not make a browser change anything here.
 */
final class Guard extends HttpFilter {
  static final String OPEN_PATH = "/health";

  private static final long serialVersionUID = 1L;
  private static final Set<String> OPEN_PATHS = Set.of(OPEN_PATH, LoginPage.PATH, LoginPage.STYLE);
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  static final int TOO_MANY_REQUESTS = 429;

  private static final String BEARER = "Bearer ";

  private final boolean loopback;
  private final transient AdminToken token;
  private final transient Tickets tickets;
  private final transient Throttle throttle;

  Guard(boolean loopback, AdminToken token, Tickets tickets, Throttle throttle) {
    this.throttle = throttle;
    this.loopback = loopback;
    this.token = token;
    this.tickets = tickets;
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
    } else if (token.isNone() || OPEN_PATHS.contains(request.getServletPath())) {
      chain.doFilter(request, response);
    } else if (isBearer(request)) {
      bearer(request, response, chain);
    } else if (tickets.hasTicket(request)) {
      chain.doFilter(new Ticketed(request), response);
    } else {
      turnAway(request, response);
    }
  }

  /** Came with a ticket, which its holder may give back. */
  private static final class Ticketed extends HttpServletRequestWrapper {
    Ticketed(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getAuthType() {
      return FORM_AUTH;
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

  private static boolean isBearer(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
  }

  private void bearer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!throttle.admits(request.getRemoteAddr())) {
      response.setHeader("Retry-After", "1");
      refuse(response, TOO_MANY_REQUESTS, "too many wrong tokens came from this address");
    } else if (token.is(request.getHeader("Authorization").substring(BEARER.length()))) {
      chain.doFilter(request, response);
    } else {
      throttle.wrong(request.getRemoteAddr());
      turnAway(request, response);
    }
  }

  /** A person's browser is led to where the token can be typed. */
  private static void turnAway(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String accepted = request.getHeader("Accept");
    boolean browser =
        "GET".equals(request.getMethod()) && accepted != null && accepted.contains("text/html");
    if (!browser) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"pgtier admin\"");
      refuse(
          response,
          HttpServletResponse.SC_UNAUTHORIZED,
          "send the header Authorization: Bearer with the token of admin.token");
    } else if ("cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
      // A link on another site: the browser holds a SameSite=Strict cookie back, once.
      response.setContentType("text/html;charset=utf-8");
      response.getOutputStream().write(LoginText.again().getBytes(StandardCharsets.UTF_8));
    } else {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", LoginPage.address(request));
    }
  }

  private static void refuse(HttpServletResponse response, int status, String why)
      throws IOException {
    response.setStatus(status);
    Pages.text(response, why + "\n");
  }
}
