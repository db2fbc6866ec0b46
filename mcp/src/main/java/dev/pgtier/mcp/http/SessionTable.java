package dev.pgtier.mcp.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Which sessions there are: the SDK would keep any number of them. */
final class SessionTable {
  /** A session that nobody used for so long is over. */
  static final Duration LIFE = Duration.ofHours(1);

  private static final int MAX = 1_000;

  private final Map<String, Long> lastSeen = new HashMap<>();

  synchronized boolean haveRoom() {
    if (lastSeen.size() >= MAX) {
      long now = System.nanoTime();
      lastSeen.values().removeIf(seen -> now - seen > LIFE.toNanos());
    }
    return lastSeen.size() < MAX;
  }

  synchronized void seen(String id) {
    lastSeen.put(id, System.nanoTime());
  }

  synchronized boolean has(String id) {
    return lastSeen.containsKey(id);
  }

  synchronized void remove(String id) {
    lastSeen.remove(id);
  }
}
