package dev.pgtier.proxy.session;

/** What a command tag tells (manual, "Message Formats", CommandComplete). */
final class CommandTag {
  private CommandTag() {}

  /** The number at its end; {@code seen} where it has none, as with EXPLAIN. */
  static long rows(String tag, long seen) {
    if (tag == null) {
      return seen;
    }
    int at = tag.length();
    while (at > 0 && tag.charAt(at - 1) >= '0' && tag.charAt(at - 1) <= '9') {
      at--;
    }
    int digits = tag.length() - at;
    return digits == 0 || digits > 18 ? seen : Long.parseLong(tag, at, tag.length(), 10);
  }
}
