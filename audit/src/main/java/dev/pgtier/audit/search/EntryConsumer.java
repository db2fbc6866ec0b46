package dev.pgtier.audit.search;

import java.io.IOException;

/** Takes entries one by one. */
@FunctionalInterface
public interface EntryConsumer {
  void accept(Entry entry) throws IOException;
}
