package dev.pgtier.policies;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Run-time parameters of a tier's sessions.
 *
 * @param pinned put into the upstream's start-up packet, so that RESET falls back on them; names in
 *     lower case
 * @param settable what a client may change, in lower case; {@code *} stands for every setting and
 *     for the start-up packet's {@code options}
 */
public record Settings(Map<String, String> pinned, Set<String> settable) {
  public Settings {
    pinned = Map.copyOf(pinned);
    settable = Set.copyOf(settable);
  }

  public boolean anySettable() {
    return settable.contains("*");
  }

  /** Whether a client may give {@code name} (any case) a value; a pinned setting never. */
  public boolean allows(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    return !pinned.containsKey(key) && (anySettable() || settable.contains(key));
  }
}
