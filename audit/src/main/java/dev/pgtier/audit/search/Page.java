package dev.pgtier.audit.search;

import java.util.List;

/**
 * Entries in the order that was asked for.
 *
 * @param more whether there are others beyond the last one
 */
public record Page(List<Entry> entries, boolean more) {
  public Page {
    entries = List.copyOf(entries);
  }
}
