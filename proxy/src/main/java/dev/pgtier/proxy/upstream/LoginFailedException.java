package dev.pgtier.proxy.upstream;

/**
 * We cannot, or will not, do what a server asks for at its log-in. The message is for the
 * operator's log: it says what to change, and holds no secret.
 */
public final class LoginFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  LoginFailedException(String message) {
    super(message);
  }
}
