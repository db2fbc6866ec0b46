package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import dev.pgtier.proxy.wire.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A user and a password for one upstream, and the SCRAM keys that a server has proved to be right:
 * while its salt stays the same, no further log-in looks the password up or derives keys from it.
 * Keys never serve another upstream, which might only pretend to that salt. Safe from any thread.
 */
final class Credential {
  private static final int PROVEN = 8;

  private record Derivation(Bytes salt, int iterations) {}

  private final String user;
  private final Optional<Secret> password;
  private final Map<Derivation, ScramKeys> proven =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Derivation, ScramKeys> eldest) {
          return size() > PROVEN;
        }
      };

  Credential(String user, Optional<Secret> password) {
    this.user = user;
    this.password = password;
  }

  String user() {
    return user;
  }

  /**
   * Looks the password up; may block.
   *
   * @throws LoginFailedException if there is none, or it cannot be had
   */
  String reveal() throws LoginFailedException {
    if (password.isEmpty()) {
      throw new LoginFailedException(
          "the server wants a password of " + user + ", and the upstream has none");
    }
    String revealed;
    try {
      revealed = password.get().reveal();
    } catch (SecretException e) {
      throw new LoginFailedException("the password of " + user + ": " + e.getMessage());
    }
    if (revealed.isEmpty()) {
      throw new LoginFailedException("the password of " + user + " is empty");
    }
    return revealed;
  }

  Optional<ScramKeys> proven(Bytes salt, int iterations) {
    synchronized (proven) {
      return Optional.ofNullable(proven.get(new Derivation(salt, iterations)));
    }
  }

  /** A server has shown that it knows {@code keys} too. */
  void prove(Bytes salt, int iterations, ScramKeys keys) {
    synchronized (proven) {
      proven.put(new Derivation(salt, iterations), keys);
    }
  }
}
