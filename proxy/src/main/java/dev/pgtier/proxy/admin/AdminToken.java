package dev.pgtier.proxy.admin;

import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token of the admin port, where there is one. */
final class AdminToken {
  private static final Logger log = LoggerFactory.getLogger(AdminToken.class);

  private final Optional<Secret> token;

  AdminToken(Optional<Secret> token) {
    this.token = token;
  }

  /** Whether nobody has to show one. */
  boolean isNone() {
    return token.isEmpty();
  }

  /** Whether this is it; takes the same time for any other text of its length. */
  boolean is(String given) {
    try {
      byte[] wanted = token.orElseThrow().reveal().getBytes(StandardCharsets.UTF_8);
      return wanted.length > 0
          && MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8));
    } catch (SecretException e) {
      log.error("the admin token cannot be had, so nobody is let in: {}", e.getMessage());
      return false;
    }
  }
}
