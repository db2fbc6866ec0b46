package dev.pgtier.audit.export;

import dev.pgtier.audit.search.Entry;
import java.util.Optional;

/** How an entry is written as one line. */
public interface Format {
  /** What stands before all entries, without newline. */
  default Optional<String> header() {
    return Optional.empty();
  }

  /** One line without its newline; empty where this format has nothing to say of such an entry. */
  Optional<String> line(Entry entry);
}
