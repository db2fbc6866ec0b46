package dev.pgtier.proxy.admin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps an address from guessing the token: ten wrong ones, then one each second. While an address
 * has to wait, no token of it is looked at, so that waiting cannot be told from guessing wrong.
 * Addresses of one IPv6 /64 count as one.
 */
final class Throttle {
  private static final int WRONG = 10;
  private static final long EACH = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST = 10_000;
  private static final int NETWORK_BYTES = 8;

  private final LongSupplier nanos;

  /** By address, from when on it has all its tries again; who was wrong last stands last. */
  private final Map<String, Long> free = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A throttle.
   *
   * @param nanos a clock such as {@link System#nanoTime}
   */
  Throttle(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether this address may show a token now. */
  synchronized boolean admits(String address) {
    Long when = free.get(network(address));
    return when == null || when - nanos.getAsLong() <= (WRONG - 1) * EACH;
  }

  /** It has shown a wrong one. */
  synchronized void wrong(String address) {
    long now = nanos.getAsLong();
    free.values().removeIf(when -> when - now <= 0);
    String network = network(address);
    if (free.size() >= MOST && !free.containsKey(network)) {
      free.remove(free.keySet().iterator().next());
    }
    Long when = free.get(network);
    free.put(network, (when == null ? now : when) + EACH);
  }

  private static String network(String address) {
    try {
      // A literal: nothing is looked up.
      InetAddress parsed = InetAddress.getByName(address);
      return parsed instanceof Inet6Address
          ? Arrays.toString(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
