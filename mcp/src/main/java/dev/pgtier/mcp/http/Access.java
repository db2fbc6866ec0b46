package dev.pgtier.mcp.http;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who may ask a server: whoever has one of its tokens, or one that its authorization server signed.
 * With neither configured, anybody may.
 */
final class Access {
  private static final String BEARER = "Bearer ";

  private final List<Supplier<Optional<String>>> tokens;
  private final Optional<OAuth> oauth;

  /**
   * Looks nothing up yet.
   *
   * @param tokens looked up for each request; one that cannot be had lets nobody in
   */
  Access(List<Supplier<Optional<String>>> tokens, Optional<OAuth> oauth) {
    this.tokens = List.copyOf(tokens);
    this.oauth = oauth;
  }

  /**
   * What came of a look at a request's credentials.
   *
   * @param status 200 to go on
   * @param caller who it is, as the audit names it
   */
  record Verdict(int status, Optional<String> caller) {
    static Verdict welcome(String caller) {
      return new Verdict(HttpServletResponse.SC_OK, Optional.of(caller));
    }

    static Verdict unknown() {
      return new Verdict(HttpServletResponse.SC_UNAUTHORIZED, Optional.empty());
    }

    static Verdict forbidden() {
      return new Verdict(HttpServletResponse.SC_FORBIDDEN, Optional.empty());
    }
  }

  boolean open() {
    return tokens.isEmpty() && oauth.isEmpty();
  }

  Optional<OAuth> oauth() {
    return oauth;
  }

  /** Looks at the header {@code Authorization}; all tokens are compared, each in full. */
  Verdict check(String header) {
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Verdict.unknown();
    }
    String given = header.substring(BEARER.length()).strip();
    Verdict verdict = Verdict.unknown();
    for (int i = 0; i < tokens.size(); i++) {
      byte[] wanted = tokens.get(i).get().orElse("").getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8))
          && wanted.length > 0) {
        verdict = Verdict.welcome("token-" + (i + 1));
      }
    }
    return verdict.status() == HttpServletResponse.SC_OK || oauth.isEmpty()
        ? verdict
        : oauth.get().check(given);
  }

  /** What {@code WWW-Authenticate} says with a refusal of that status. */
  String challenge(int status) {
    String base = "Bearer realm=\"pgtier\"";
    if (oauth.isEmpty()) {
      return base;
    }
    String metadata = base + ", resource_metadata=\"" + oauth.get().metadataUrl() + "\"";
    String scopes = String.join(" ", oauth.get().options().scopes());
    return status == HttpServletResponse.SC_FORBIDDEN
        ? metadata + ", error=\"insufficient_scope\", scope=\"" + scopes + "\""
        : metadata + (scopes.isEmpty() ? "" : ", scope=\"" + scopes + "\"");
  }
}
