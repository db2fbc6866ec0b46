package dev.pgtier.proxy.session;

import dev.pgtier.policies.Tier;

/** Counts what the statement underway returns, against its tier's limits. */
final class Meter {
  private long maxRows;
  private long maxBytes;
  private Tier tier;
  private boolean counting;
  private long rows;
  private long bytes;

  Meter(Tier tier) {
    limits(tier);
  }

  /** Those in force from now on. */
  void limits(Tier now) {
    tier = now;
    maxRows = now.limits().rows().orElse(Long.MAX_VALUE);
    maxBytes = now.limits().result().orElse(Long.MAX_VALUE);
  }

  /**
   * A row begins.
   *
   * @param length of its message's body
   * @param note of the message that it answers
   * @return why it may not be sent; null if it may
   */
  Refusal row(int length, Object note) {
    if (!counting) {
      counting = true;
      Portal portal = portal(note);
      rows = portal == null ? 0 : portal.rows();
      bytes = portal == null ? 0 : portal.bytes();
    }
    rows++;
    bytes += length;
    if (rows > maxRows) {
      return Refusal.tooManyRows(tier);
    }
    return bytes > maxBytes ? Refusal.tooLargeResult(tier) : null;
  }

  /** The statement has ended, or its portal is suspended. */
  void ended(Object note) {
    if (counting) {
      Portal portal = portal(note);
      if (portal != null) {
        portal.returned(rows, bytes);
      }
      counting = false;
      rows = 0;
      bytes = 0;
    }
  }

  private static Portal portal(Object note) {
    return note instanceof Run run ? run.portal() : null;
  }
}
