package dev.pgtier.proxy.session;

import dev.pgtier.proxy.wire.FrameScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Looks into an ErrorResponse or NoticeResponse (manual, "Error and Notice Message Fields"). */
final class ErrorFields {
  private ErrorFields() {}

  /** The field C; null where there is none. */
  static String sqlState(ByteBuf bytes, int index, int length) {
    int at = find('C', bytes, index, length);
    return at < 0 ? null : value(bytes, at, index + length);
  }

  /**
   * The message with the mistake that its field P tells of so many characters earlier in the text.
   *
   * @param index of its body, behind a header
   * @return {@link FrameScanner#KEEP} where it has none, or is no further in
   */
  static ByteBuf earlier(
      ByteBufAllocator allocator, ByteBuf bytes, int index, int length, int characters) {
    int at = find('P', bytes, index, length);
    String old = at < 0 ? "" : value(bytes, at, index + length);
    if (!old.matches("[0-9]{1,9}") || Integer.parseInt(old) <= characters) {
      return FrameScanner.KEEP;
    }
    byte[] position =
        Integer.toString(Integer.parseInt(old) - characters).getBytes(StandardCharsets.US_ASCII);
    int behind = at + old.length();
    ByteBuf out = allocator.buffer(FrameScanner.HEADER + length);
    out.writeByte(bytes.getByte(index - FrameScanner.HEADER));
    out.writeInt(4 + length - old.length() + position.length);
    out.writeBytes(bytes, index, at - index);
    out.writeBytes(position);
    return out.writeBytes(bytes, behind, index + length - behind);
  }

  /** Where the value of a field begins; below zero where there is none. */
  private static int find(char field, ByteBuf bytes, int index, int length) {
    int at = index;
    int end = index + length;
    while (at < end && bytes.getByte(at) != 0) {
      int n = bytes.bytesBefore(at + 1, end - at - 1, (byte) 0);
      if (n < 0) {
        return -1;
      }
      if (bytes.getByte(at) == field) {
        return at + 1;
      }
      at += n + 2;
    }
    return -1;
  }

  private static String value(ByteBuf bytes, int at, int end) {
    return bytes.toString(at, bytes.bytesBefore(at, end - at, (byte) 0), StandardCharsets.US_ASCII);
  }
}
