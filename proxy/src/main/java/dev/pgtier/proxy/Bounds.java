package dev.pgtier.proxy;

import java.time.Duration;

/**
 * What one client, or many before they are logged in, may take of the proxy.
 *
 * @param login from the first byte to the end of the log-in
 * @param stall how long a begun frame may gain no byte
 * @param halfOpen connections that are not logged in; one more drops the oldest of them
 * @param perAddress logged-in sessions of one client address
 * @param drain how long running statements may finish when the proxy stops
 * @param heldBytes of frames that wait to be whole, over all sessions
 */
public record Bounds(
    Duration login, Duration stall, int halfOpen, int perAddress, Duration drain, long heldBytes) {
  public static final Bounds DEFAULT =
      new Bounds(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          1_000,
          10_000,
          Duration.ofSeconds(20),
          256L << 20);
}
