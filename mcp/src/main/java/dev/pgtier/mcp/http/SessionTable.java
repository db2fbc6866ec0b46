package dev.pgtier.mcp.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which sessions there are: the SDK would keep any number of them. */
final class SessionTable {
  /** A session that nobody used for so long is over. */
  static final Duration LIFE = Duration.ofHours(1);

  private static final int MAX = 1_000;

  private final Map<String, Entry> sessions = new HashMap<>();

  /**
   * What was agreed at its beginning.
   *
   * @param agent who its client said it is
   */
  record Session(String revision, Optional<String> agent) {}

  private record Entry(Session session, long lastSeen) {}

  synchronized boolean haveRoom() {
    if (sessions.size() >= MAX) {
      long now = System.nanoTime();
      sessions.values().removeIf(entry -> now - entry.lastSeen() > LIFE.toNanos());
    }
    return sessions.size() < MAX;
  }

  synchronized void add(String id, Session session) {
    sessions.put(id, new Entry(session, System.nanoTime()));
  }

  /** The session of that name, which is in use now; empty if there is none. */
  synchronized Optional<Session> use(String id) {
    Entry entry =
        sessions.computeIfPresent(id, (name, old) -> new Entry(old.session(), System.nanoTime()));
    return Optional.ofNullable(entry).map(Entry::session);
  }

  synchronized void remove(String id) {
    sessions.remove(id);
  }
}
