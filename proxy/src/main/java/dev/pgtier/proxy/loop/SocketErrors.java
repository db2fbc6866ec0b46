package dev.pgtier.proxy.loop;

import java.util.regex.Pattern;

/** What the operating system says of a socket, in its own words alone. */
public final class SocketErrors {
  /** What the native transports put around them: the call, and the number below zero. */
  private static final Pattern CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

  private static final Pattern ADDRESS = Pattern.compile(": [^ :]*/\\S+$");

  private SocketErrors() {}

  /** Such as {@code Connection refused}. */
  public static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : ADDRESS.matcher(CALL.matcher(message).replaceFirst("")).replaceFirst("");
  }
}
