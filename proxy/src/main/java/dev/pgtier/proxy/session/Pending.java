package dev.pgtier.proxy.session;

import java.util.Arrays;

/**
 * What was sent upstream and is not answered yet, in order: it tells which statement a reply is
 * for. It follows the server's own rules (skip until Sync after an error, no Sync inside COPY), as
 * the manual's "Message Flow" gives them, and is a ring without allocation per message.
 */
final class Pending {
  /** A message that the server answers, or, for {@link #COPY_END}, that ends a COPY. */
  enum Kind {
    QUERY,
    FUNCTION,
    PARSE,
    BIND,
    DESCRIBE,
    EXECUTE,
    CLOSE,
    SYNC,
    COPY_END
  }

  /** Told what becomes of what was sent. */
  interface Listener {
    /**
     * A statement (a Query's, an Execute's or a FunctionCall's) has ended.
     *
     * @param started {@link System#nanoTime} when it was forwarded
     */
    void ended(long started, boolean failed);

    /** A Parse of a named statement failed or was skipped. */
    void notParsed();
  }

  /** Beyond this many, the client is not read from until the server has caught up. */
  static final int FULL = 1 << 16;

  private final Listener listener;
  private Kind[] kinds = new Kind[16];
  private long[] started = new long[16];
  private Object[] notes = new Object[16];
  private int head;
  private int size;
  private boolean skipping;
  private boolean copying;

  Pending(Listener listener) {
    this.listener = listener;
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size >= FULL;
  }

  /** Whether a statement, and not only a Sync or the like, waits for its end. */
  boolean running() {
    for (int i = 0; i < size; i++) {
      Kind kind = kinds[slot(i)];
      if (kind == Kind.QUERY || kind == Kind.EXECUTE || kind == Kind.FUNCTION) {
        return true;
      }
    }
    return false;
  }

  /**
   * Notes a message that goes upstream now.
   *
   * @param note a {@link Refusal} to say instead of the error that the message will cause, the name
   *     of the statement that it makes or closes, or null
   * @return whether the server will answer it
   */
  boolean sent(Kind kind, long now, Object note) {
    if (skipping) {
      if (kind != Kind.SYNC) {
        return false;
      }
      skipping = false;
    }
    if (copying) {
      copying = kind == Kind.SYNC;
      if (kind != Kind.COPY_END) {
        return false;
      }
    } else if (kind == Kind.COPY_END && size == 0) {
      return false;
    }
    if (size == kinds.length) {
      grow();
    }
    int at = slot(size++);
    kinds[at] = kind;
    started[at] = now;
    notes[at] = note;
    return true;
  }

  /** What must be said instead of the error that is arriving; null for the server's own. */
  Refusal refusal() {
    return size > 0 && notes[head] instanceof Refusal refusal ? refusal : null;
  }

  /**
   * ParseComplete, BindComplete, CloseComplete, NoData or RowDescription has come.
   *
   * @return the note of the message that it answers
   */
  Object completed(Kind kind) {
    if (size == 0 || kinds[head] != kind) {
      return null;
    }
    Object note = notes[head];
    pop();
    return note;
  }

  /**
   * CommandComplete, EmptyQueryResponse or PortalSuspended has come.
   *
   * @return the note of the Query or Execute that it answers
   */
  Object commandCompleted() {
    if (size == 0) {
      return null;
    }
    Kind kind = kinds[head];
    Object note = notes[head];
    if (kind == Kind.EXECUTE || kind == Kind.QUERY) {
      listener.ended(started[head], false);
      copying = false;
    }
    if (kind == Kind.EXECUTE) {
      pop();
    }
    return note;
  }

  /**
   * CopyInResponse or CopyBothResponse has come. Until the copy ends the server ignores Sync and
   * Flush; any other message but CopyData fails the copy and is itself lost.
   */
  void copyInBegan() {
    int next = 1;
    while (next < size && kinds[slot(next)] == Kind.SYNC) {
      next++;
    }
    copying = next == size;
    if (next < size && kinds[slot(next)] != Kind.COPY_END) {
      next++;
    }
    int kept = Math.min(1, size);
    for (int i = next; i < size; i++) {
      move(i, kept++);
    }
    size = kept;
  }

  /** ErrorResponse has come. */
  void failed() {
    copying = false;
    if (size == 0) {
      return;
    }
    switch (kinds[head]) {
      case QUERY, FUNCTION -> {
        listener.ended(started[head], true);
        notes[head] = null;
      }
      case PARSE, BIND, DESCRIBE, EXECUTE, CLOSE -> {
        if (kinds[head] == Kind.EXECUTE) {
          listener.ended(started[head], true);
        }
        while (size > 0 && kinds[head] != Kind.SYNC) {
          if (kinds[head] == Kind.PARSE && notes[head] instanceof String) {
            listener.notParsed();
          }
          drop();
        }
        skipping = size == 0;
      }
      case SYNC, COPY_END -> {}
    }
  }

  /** ReadyForQuery has come. */
  void ready() {
    copying = false;
    while (size > 0) {
      Kind kind = kinds[head];
      drop();
      if (kind == Kind.SYNC || kind == Kind.QUERY || kind == Kind.FUNCTION) {
        break;
      }
    }
    settle();
  }

  private void pop() {
    drop();
    settle();
  }

  private void drop() {
    kinds[head] = null;
    notes[head] = null;
    head = (head + 1) & (kinds.length - 1);
    size--;
  }

  /** Outside a copy the server ignores its end. */
  private void settle() {
    while (size > 0 && kinds[head] == Kind.COPY_END) {
      drop();
    }
  }

  private int slot(int i) {
    return (head + i) & (kinds.length - 1);
  }

  private void move(int from, int to) {
    int a = slot(from);
    int b = slot(to);
    kinds[b] = kinds[a];
    started[b] = started[a];
    notes[b] = notes[a];
  }

  private void grow() {
    int n = kinds.length;
    Kind[] k = Arrays.copyOf(kinds, 2 * n);
    long[] s = Arrays.copyOf(started, 2 * n);
    Object[] r = Arrays.copyOf(notes, 2 * n);
    for (int i = 0; i < size; i++) {
      k[i] = kinds[slot(i)];
      s[i] = started[slot(i)];
      r[i] = notes[slot(i)];
    }
    kinds = k;
    started = s;
    notes = r;
    head = 0;
  }
}
