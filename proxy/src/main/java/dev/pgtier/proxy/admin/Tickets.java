package dev.pgtier.proxy.admin;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Browsers that have shown the token. A browser keeps a random ticket in a cookie, never the token,
 * since cookies are also sent to other ports of this machine; tickets end with the process.
 */
final class Tickets {
  private static final String COOKIE = "pgtier-admin";
  private static final Duration LIFE = Duration.ofHours(12);
  private static final int MOST = 1_000;
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  /** By ticket, when it ends; the oldest first. */
  private final Map<String, Instant> all = new LinkedHashMap<>();

  /** Gives the browser a ticket. */
  void issue(HttpServletRequest request, HttpServletResponse response) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    synchronized (all) {
      all.values().removeIf(Instant.now()::isAfter);
      if (all.size() >= MOST) {
        all.remove(all.keySet().iterator().next());
      }
      all.put(ticket, Instant.now().plus(LIFE));
    }
    response.addCookie(cookie(request, ticket, (int) LIFE.toSeconds()));
  }

  boolean hasTicket(HttpServletRequest request) {
    Optional<String> ticket = ticket(request);
    synchronized (all) {
      return ticket.map(all::get).filter(Instant.now()::isBefore).isPresent();
    }
  }

  /** Takes the ticket back. */
  void revoke(HttpServletRequest request, HttpServletResponse response) {
    synchronized (all) {
      ticket(request).ifPresent(all::remove);
    }
    response.addCookie(cookie(request, "", 0));
  }

  private static Optional<String> ticket(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(COOKIE))
            .map(Cookie::getValue)
            .findFirst();
  }

  private static Cookie cookie(HttpServletRequest request, String value, int seconds) {
    Cookie cookie = new Cookie(COOKIE, value);
    cookie.setPath("/");
    cookie.setMaxAge(seconds);
    cookie.setHttpOnly(true);
    cookie.setSecure(request.isSecure());
    cookie.setAttribute("SameSite", "Strict");
    return cookie;
  }
}
