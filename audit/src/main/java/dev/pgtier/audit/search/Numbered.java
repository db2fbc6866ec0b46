package dev.pgtier.audit.search;

/** Tells a line that is no record from the record before it, whose number it has. */
record Numbered(long seq, boolean unreadable) {
  static Numbered of(Entry entry) {
    return new Numbered(entry.seq(), entry.event().equals("unreadable"));
  }
}
