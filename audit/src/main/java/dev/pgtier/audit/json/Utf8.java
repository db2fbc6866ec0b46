package dev.pgtier.audit.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text as bytes that nobody changes any more: what came from a socket need not become a String. */
public final class Utf8 {
  public static final Utf8 EMPTY = new Utf8(new byte[0], false);

  private final byte[] bytes;
  private final boolean recurring;
  private volatile byte[] written;

  private Utf8(byte[] bytes, boolean recurring) {
    this.bytes = bytes;
    this.recurring = recurring;
  }

  /** Takes the array over: whoever calls must not write to it any more. It may hold any bytes. */
  public static Utf8 of(byte[] bytes) {
    return new Utf8(bytes, false);
  }

  /**
   * As {@link #of}; one that many records of one log will have, so that it is written only once.
   */
  public static Utf8 recurring(byte[] bytes) {
    return new Utf8(bytes, true);
  }

  public static Utf8 of(String text) {
    return new Utf8(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** The array itself, which must not be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** What records have of it, if {@link #keep} was told; else null. */
  public byte[] written() {
    return written;
  }

  /** Keeps what a record has of it, if it is a recurring one. */
  public void keep(JsonBytes out, int start) {
    if (recurring) {
      written = out.since(start);
    }
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Utf8 text && Arrays.equals(bytes, text.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
