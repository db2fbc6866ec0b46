package dev.pgtier.proxy.secret;

/**
 * A password or token that is looked up when it is needed and never printed.
 *
 * <p>{@link #reveal} may read a file or run a command: never call it on an event loop.
 */
@FunctionalInterface
public interface Secret {
  /**
   * The value itself.
   *
   * @throws SecretException if it cannot be had; the message names the source, never the value
   */
  String reveal() throws SecretException;

  /** A secret that was in the configuration itself, or came from the environment. */
  static Secret of(String value) {
    return new Secret() {
      @Override
      public String reveal() {
        return value;
      }

      @Override
      public String toString() {
        return "(secret)";
      }
    };
  }
}
