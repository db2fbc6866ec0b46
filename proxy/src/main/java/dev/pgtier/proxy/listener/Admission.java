package dev.pgtier.proxy.listener;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Connections that nobody has logged in on yet. They have a cap of their own, and the oldest makes
 * room for the newest: whoever opens many and says nothing loses only his own.
 */
final class Admission {
  private final int cap;
  private final Set<Channel> halfOpen = new LinkedHashSet<>();

  Admission(int cap) {
    this.cap = cap;
  }

  /** Takes a new connection in; returns the one that has to go for it. */
  synchronized Optional<Channel> opened(Channel channel) {
    halfOpen.add(channel);
    if (halfOpen.size() <= cap) {
      return Optional.empty();
    }
    Channel oldest = halfOpen.iterator().next();
    halfOpen.remove(oldest);
    return Optional.of(oldest);
  }

  /** The connection is logged in, or closed. */
  synchronized void settled(Channel channel) {
    halfOpen.remove(channel);
  }

  synchronized int size() {
    return halfOpen.size();
  }
}
