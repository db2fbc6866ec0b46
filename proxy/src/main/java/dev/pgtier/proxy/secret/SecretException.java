package dev.pgtier.proxy.secret;

/** A secret's source gave nothing; the message says which source and why. */
public class SecretException extends Exception {
  private static final long serialVersionUID = 1L;

  public SecretException(String message) {
    super(message);
  }
}
