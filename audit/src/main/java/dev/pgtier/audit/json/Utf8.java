package dev.pgtier.audit.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text as bytes that nobody changes any more: what came from a socket need not become a String. */
public final class Utf8 {
  public static final Utf8 EMPTY = new Utf8(new byte[0]);

  private final byte[] bytes;

  private Utf8(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over: whoever calls must not write to it any more. It may hold any bytes. */
  public static Utf8 of(byte[] bytes) {
    return new Utf8(bytes);
  }

  public static Utf8 of(String text) {
    return new Utf8(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The array itself, which must not be written to. */
  public byte[] bytes() {
    return bytes;
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
