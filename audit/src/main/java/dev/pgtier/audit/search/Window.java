package dev.pgtier.audit.search;

import java.util.OptionalLong;

/**
 * Which of the entries that a filter means.
 *
 * @param limit how many at most
 * @param beyond entries after this number where {@code oldestFirst}, else those before it
 */
public record Window(int limit, boolean oldestFirst, OptionalLong beyond) {
  public static Window newest(int limit) {
    return new Window(limit, false, OptionalLong.empty());
  }

  public static Window before(long seq, int limit) {
    return new Window(limit, false, OptionalLong.of(seq));
  }

  public static Window oldest(int limit) {
    return new Window(limit, true, OptionalLong.empty());
  }

  public static Window after(long seq, int limit) {
    return new Window(limit, true, OptionalLong.of(seq));
  }
}
