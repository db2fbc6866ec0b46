package dev.pgtier.mcp.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The bearer tokens of a server.
 *
 * @param tokens looked up for each request; one that cannot be had lets nobody in
 */
record Access(List<Supplier<Optional<String>>> tokens) {
  private static final String BEARER = "Bearer ";

  Access {
    tokens = List.copyOf(tokens);
  }

  boolean open() {
    return tokens.isEmpty();
  }

  /** Which token the header carries, as the audit names it; all are compared, each in full. */
  Optional<String> token(String header) {
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    byte[] given = header.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8);
    Optional<String> found = Optional.empty();
    for (int i = 0; i < tokens.size(); i++) {
      byte[] wanted = tokens.get(i).get().orElse("").getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(wanted, given) && wanted.length > 0) {
        found = Optional.of("token-" + (i + 1));
      }
    }
    return found;
  }
}
