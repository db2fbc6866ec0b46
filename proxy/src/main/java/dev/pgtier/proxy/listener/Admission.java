package dev.pgtier.proxy.listener;

import io.netty.channel.Channel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Connections that nobody has logged in on yet. They have a cap of their own, and the oldest makes
 * room for the newest: whoever opens many and says nothing loses only his own.
 *
 * <p>Age is the order of acceptance, not of arrival here: a busy event loop brings its connections
 * late, and they must not push out who came after them.
 */
final class Admission {
  private final int cap;
  private final TreeMap<Long, Channel> halfOpen = new TreeMap<>();

  Admission(int cap) {
    this.cap = cap;
  }

  /**
   * Takes a connection in; returns the one that has to go for it, which may be itself.
   *
   * @param number its place in the order of acceptance
   */
  synchronized Optional<Channel> opened(long number, Channel channel) {
    halfOpen.put(number, channel);
    return halfOpen.size() <= cap
        ? Optional.empty()
        : Optional.of(halfOpen.pollFirstEntry()).map(Map.Entry::getValue);
  }

  /** The connection is logged in, or closed. */
  synchronized void settled(long number) {
    halfOpen.remove(number);
  }

  synchronized int size() {
    return halfOpen.size();
  }
}
