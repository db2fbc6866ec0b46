package dev.pgtier.proxy.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Strings in a message's body. */
final class Text {
  private Text() {}

  /** The string at {@code index}; null where no NUL ends it, which the server will say. */
  static String string(ByteBuf bytes, int index, int length) {
    int n = bytes.bytesBefore(index, length, (byte) 0);
    if (n == 0) {
      return "";
    }
    return n < 0 ? null : bytes.toString(index, n, StandardCharsets.UTF_8);
  }
}
