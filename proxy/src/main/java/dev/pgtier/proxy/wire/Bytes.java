package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes that cannot change, so that a record may hold them: an array would be compared by identity,
 * and a buffer would pin what it is a slice of. Many are secrets: equality takes a time that does
 * not depend on the content, and they are never printed.
 */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** Takes {@code length} bytes from {@code in}, of which it has that many. */
  static Bytes read(ByteBuf in, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] content = new byte[length];
    in.readBytes(content);
    return new Bytes(content);
  }

  public int length() {
    return content.length;
  }

  /** A copy. */
  public byte[] toByteArray() {
    return content.clone();
  }

  public void writeTo(ByteBuf out) {
    out.writeBytes(content);
  }

  /** Lower-case hexadecimal digits, two a byte. */
  /** As UTF-8. */
  public String toText() {
    return new String(toByteArray(), StandardCharsets.UTF_8);
  }

  public String toHex() {
    return ByteBufUtil.hexDump(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && MessageDigest.isEqual(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return "(" + content.length + " bytes)";
  }
}
