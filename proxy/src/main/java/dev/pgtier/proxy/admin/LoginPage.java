package dev.pgtier.proxy.admin;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a person shows the token in a browser, for the pages of other rooms; gets a ticket for it.
 */
final class LoginPage extends HttpServlet {
  static final String PATH = "/login";
  static final String STYLE = "/login.css";
  static final String LOGOUT = "/logout";

  private static final long serialVersionUID = 1L;
  private static final String TO = "to";
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final transient AdminToken token;
  private final transient Tickets tickets;
  private final transient Throttle throttle;
  private final String home;

  /**
   * The page.
   *
   * @param home where a browser goes that wanted nothing else
   */
  LoginPage(AdminToken token, Tickets tickets, Throttle throttle, String home) {
    this.token = token;
    this.tickets = tickets;
    this.throttle = throttle;
    this.home = home;
  }

  /** Where a browser without a ticket is sent. */
  static String address(HttpServletRequest wanted) {
    String query = wanted.getQueryString() == null ? "" : "?" + wanted.getQueryString();
    return PATH
        + "?to="
        + URLEncoder.encode(wanted.getRequestURI() + query, StandardCharsets.UTF_8);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getServletPath().equals(STYLE)) {
      response.setContentType("text/css;charset=utf-8");
      response.getOutputStream().write(LoginText.STYLE.getBytes(StandardCharsets.UTF_8));
    } else if (request.getServletPath().equals(LOGOUT)) {
      response.setHeader("Allow", "POST");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (token.isNone() || tickets.hasTicket(request)) {
      redirect(response, target(request));
    } else {
      form(response, target(request), "");
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getServletPath().equals(LOGOUT)) {
      tickets.revoke(request, response);
      redirect(response, PATH);
      return;
    }
    String given = request.getParameter("token");
    if (token.isNone()) {
      redirect(response, target(request));
    } else if (!throttle.admits(request.getRemoteAddr())) {
      response.setStatus(Guard.TOO_MANY_REQUESTS);
      response.setHeader("Retry-After", "1");
      form(
          response,
          target(request),
          "Too many wrong tokens came from your address: wait a moment.");
    } else if (given != null && token.is(given)) {
      tickets.issue(request, response);
      redirect(response, target(request));
    } else {
      throttle.wrong(request.getRemoteAddr());
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
      form(response, target(request), "That is not the token.");
    }
  }

  private static void redirect(HttpServletResponse response, String to) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", to);
  }

  private static void form(HttpServletResponse response, String to, String problem)
      throws IOException {
    response.setHeader("Content-Security-Policy", POLICY);
    // With no-referrer a browser says "Origin: null" when it sends the form, as another site might.
    response.setHeader("Referrer-Policy", "same-origin");
    response.setContentType("text/html;charset=utf-8");
    response.getOutputStream().write(LoginText.page(to, problem).getBytes(StandardCharsets.UTF_8));
  }

  /** A path of this port and nothing else: it must not lead a person who logs in elsewhere. */
  private String target(HttpServletRequest request) {
    String to = request.getParameter(TO);
    boolean own =
        to != null
            && to.startsWith("/")
            && !to.startsWith("//")
            && to.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    return own && !to.equals("/") ? to : home;
  }
}
