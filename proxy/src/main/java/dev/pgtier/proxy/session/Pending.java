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
  }

  /** What a session took for granted when it sent a message, and takes back if it fails. */
  interface Undo {
    void undo();
  }

  /** A message of the proxy's own: the client hears nothing of it but an error. */
  static final int HIDDEN = 1;

  /** The client hears nothing of the ReadyForQuery that ends it. */
  static final int HIDE_READY = 2;

  /** The client hears nothing of its error either. */
  static final int HIDE_ERROR = 4;

  /** The ROLLBACK that it says is the client's COMMIT. */
  static final int COMMIT_TAG = 8;

  /** It runs in a transaction of the proxy's, which it leaves failed if it fails. */
  static final int WRAPPED = 16;

  /** The rows that answer it are for the proxy. */
  static final int CAPTURED = 32;

  /** One of the statements of a text that the proxy has put around the client's. */
  static final int IN_TEXT = 64;

  /** Beyond this many, the client is not read from until the server has caught up. */
  static final int FULL = 1 << 16;

  private final Listener listener;
  private Kind[] kinds = new Kind[16];
  private long[] started = new long[16];
  private Object[] notes = new Object[16];
  private int[] flags = new int[16];
  private int head;
  private int size;
  private boolean skipping;
  private boolean copying;
  private int failedFlags;

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
      if (isStatement(kinds[slot(i)]) && (flags[slot(i)] & HIDDEN) == 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Notes a message that goes upstream now.
   *
   * @param note a {@link Refusal} to say instead of the error that the message will cause, an
   *     {@link Undo}, something else that its end is told of, or null
   * @return whether the server will answer it
   */
  boolean sent(Kind kind, long now, Object note) {
    return sent(kind, now, note, 0);
  }

  boolean sent(Kind kind, long now, Object note, int withFlags) {
    if (!isAnswered(kind)) {
      if (note instanceof Undo undo) {
        undo.undo();
      }
      return false;
    }
    if (size == kinds.length) {
      grow();
    }
    int at = slot(size++);
    kinds[at] = kind;
    started[at] = now;
    notes[at] = note;
    flags[at] = withFlags;
    return true;
  }

  private boolean isAnswered(Kind kind) {
    if (skipping) {
      if (kind != Kind.SYNC) {
        return false;
      }
      skipping = false;
    }
    if (copying) {
      copying = kind == Kind.SYNC;
      return kind == Kind.COPY_END;
    }
    return kind != Kind.COPY_END || size > 0;
  }

  /** Whether the server throws away what comes, until Sync. */
  boolean skipping() {
    return skipping;
  }

  /** Flags of what is answered next; 0 if nothing is. */
  int flags() {
    return size > 0 ? flags[head] : 0;
  }

  /** The note of what is answered next; null if nothing is, or there is none. */
  Object note() {
    return size > 0 ? notes[head] : null;
  }

  /** How many statements of the client's wait for their end. */
  int statements() {
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (isStatement(kinds[slot(i)]) && (flags[slot(i)] & HIDDEN) == 0) {
        count++;
      }
    }
    return count;
  }

  /** When the oldest of them was sent; 0 if there is none. */
  long oldestStatement() {
    for (int i = 0; i < size; i++) {
      if (isStatement(kinds[slot(i)]) && (flags[slot(i)] & HIDDEN) == 0) {
        return started[slot(i)];
      }
    }
    return 0;
  }

  private static boolean isStatement(Kind kind) {
    return kind == Kind.QUERY || kind == Kind.EXECUTE || kind == Kind.FUNCTION;
  }

  /** Flags of the message by whose failure the last error came. */
  int failedFlags() {
    return failedFlags;
  }

  /** What an error is about that comes now. */
  Object failing() {
    return (flags() & IN_TEXT) != 0 ? run() : note();
  }

  /** What must be said instead of the error that is arriving; null for the server's own. */
  Refusal refusal() {
    Object note = failing();
    if (note instanceof Refusal refusal) {
      return refusal;
    }
    return note instanceof Run run ? run.refusal() : null;
  }

  /** What runs now, or next in its group; null if nothing waits for its end. */
  Run run() {
    for (int i = 0; i < size && kinds[slot(i)] != Kind.SYNC; i++) {
      if (notes[slot(i)] instanceof Run run) {
        return run;
      }
    }
    return null;
  }

  /** The connection is gone: tells whoever is recorded. */
  void lost() {
    for (int i = 0; i < size; i++) {
      if (notes[slot(i)] instanceof Run run && run.account() != null) {
        run.account().lost();
      }
    }
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
      if ((flags[head] & HIDDEN) == 0) {
        listener.ended(started[head], false);
      }
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
      if (notes[slot(next)] instanceof Undo undo) {
        undo.undo();
      }
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
    failedFlags = flags[head];
    switch (kinds[head]) {
      case QUERY, FUNCTION -> {
        ended();
        undo(1);
        notes[head] = null;
      }
      case PARSE, BIND, DESCRIBE, EXECUTE, CLOSE -> {
        if (kinds[head] == Kind.EXECUTE) {
          ended();
        }
        int skipped = 0;
        while (skipped < size && kinds[slot(skipped)] != Kind.SYNC) {
          skipped++;
        }
        undo(skipped);
        for (int i = 0; i < skipped; i++) {
          drop();
        }
        skipping = size == 0;
      }
      case SYNC, COPY_END -> {}
    }
  }

  private void ended() {
    if ((flags[head] & HIDDEN) == 0) {
      listener.ended(started[head], true);
    }
  }

  /** Takes back what the first {@code count} took for granted, the last of them first. */
  private void undo(int count) {
    for (int i = count - 1; i >= 0; i--) {
      if (notes[slot(i)] instanceof Undo undo) {
        undo.undo();
      }
    }
  }

  /**
   * ReadyForQuery has come.
   *
   * @return the flags of what it ends
   */
  int ready() {
    copying = false;
    int ended = 0;
    while (size > 0) {
      Kind kind = kinds[head];
      ended = flags[head];
      drop();
      if (kind == Kind.SYNC || kind == Kind.QUERY || kind == Kind.FUNCTION) {
        break;
      }
    }
    settle();
    return ended;
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
    flags[b] = flags[a];
  }

  private void grow() {
    int n = kinds.length;
    Kind[] k = Arrays.copyOf(kinds, 2 * n);
    long[] s = Arrays.copyOf(started, 2 * n);
    Object[] r = Arrays.copyOf(notes, 2 * n);
    int[] f = Arrays.copyOf(flags, 2 * n);
    for (int i = 0; i < size; i++) {
      k[i] = kinds[slot(i)];
      s[i] = started[slot(i)];
      r[i] = notes[slot(i)];
      f[i] = flags[slot(i)];
    }
    kinds = k;
    started = s;
    notes = r;
    flags = f;
    head = 0;
  }
}
