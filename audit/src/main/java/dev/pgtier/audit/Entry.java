package dev.pgtier.audit;

import java.nio.charset.StandardCharsets;

/** A record on its way to the file. */
final class Entry {
  /** Makes a body that depends on the place in the chain. */
  interface Body {
    byte[] at(long seq, String prev);
  }

  final boolean hasHappened;
  final Callback callback;
  final int size;

  /** Null where {@link #late} makes it. */
  private final byte[] body;

  private final Body late;

  Entry(byte[] body, boolean hasHappened, Callback callback) {
    this.size = body.length;
    this.body = body;
    this.late = null;
    this.hasHappened = hasHappened;
    this.callback = callback;
  }

  /** One that has not happened, whose body is made when its place is known. */
  Entry(int size, Body late, Callback callback) {
    this.size = size;
    this.body = null;
    this.late = late;
    this.hasHappened = false;
    this.callback = callback;
  }

  byte[] body(long seq, byte[] prev) {
    return body != null ? body : late.at(seq, new String(prev, StandardCharsets.US_ASCII));
  }
}
