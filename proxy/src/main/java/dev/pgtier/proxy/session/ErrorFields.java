package dev.pgtier.proxy.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Looks into an ErrorResponse (manual, "Error and Notice Message Fields"). */
final class ErrorFields {
  private ErrorFields() {}

  /** The field C; null where there is none. */
  static String sqlState(ByteBuf bytes, int index, int length) {
    int at = index;
    int end = index + length;
    while (at < end && bytes.getByte(at) != 0) {
      int n = bytes.bytesBefore(at + 1, end - at - 1, (byte) 0);
      if (n < 0) {
        return null;
      }
      if (bytes.getByte(at) == 'C') {
        return bytes.toString(at + 1, n, StandardCharsets.US_ASCII);
      }
      at += n + 2;
    }
    return null;
  }
}
