package dev.pgtier.proxy.session;

import io.netty.buffer.ByteBuf;

/**
 * Tells by command tags when a session that writes has changed what other sessions are judged by,
 * so that the catalogue is looked at at once. It is looked at every second or so in any case: a
 * change that hides in a SELECT is found a little later.
 */
final class CatalogueChanges {
  private final Runnable changed;
  private boolean uncommitted;

  /**
   * Of one session.
   *
   * @param changed run when there may be a change
   */
  CatalogueChanges(Runnable changed) {
    this.changed = changed;
  }

  /** CommandComplete has come; its body is from {@code index} on. */
  void completed(ByteBuf bytes, int index, int length) {
    if (!uncommitted && length > 2) {
      uncommitted = mayChange((char) bytes.getByte(index), (char) bytes.getByte(index + 1));
    }
  }

  /** CREATE, ALTER, DROP, DO, CALL and IMPORT, by their first letters. */
  private static boolean mayChange(char first, char second) {
    return switch (first) {
      case 'A' -> second == 'L';
      case 'C' -> second == 'R' || second == 'A';
      case 'D' -> second == 'R' || second == 'O';
      case 'I' -> second == 'M';
      default -> false;
    };
  }

  /** ReadyForQuery has come: outside of a block, all is committed or rolled back. */
  void ready(byte status) {
    if (uncommitted && status == 'I') {
      uncommitted = false;
      changed.run();
    }
  }
}
