package dev.pgtier.proxy.session;

import static dev.pgtier.policies.ScannerGuard.COMMENT_NESTING;
import static dev.pgtier.policies.ScannerGuard.OPERATOR_LENGTH;

import dev.pgtier.policies.ScannerGuard;
import io.netty.buffer.ByteBuf;

/** Keeps from the server what {@link ScannerGuard} finds; most texts need only a coarse look. */
final class TextGuard {
  private TextGuard() {}

  /**
   * Why a string's text must not go on; null if it may.
   *
   * @param body bytes of the body from {@code index} on; the text ends at the first NUL in it
   */
  static Refusal check(ByteBuf bytes, int index, int body) {
    int end = bytes.bytesBefore(index, body, (byte) 0);
    int length = end < 0 ? body : end;
    if (!suspicious(bytes, index, length)) {
      return null;
    }
    byte[] text = new byte[length];
    bytes.getBytes(index, text);
    return switch (ScannerGuard.of(text)) {
      case HARMLESS -> null;
      case NESTED_COMMENTS -> Refusal.nestedComments(COMMENT_NESTING);
      case LONG_OPERATOR -> Refusal.longOperator(OPERATOR_LENGTH);
    };
  }

  /** A coarse look that needs no lexer: strings and quotes are not told from the rest. */
  private static boolean suspicious(ByteBuf bytes, int index, int length) {
    int opened = 0;
    int run = 0;
    byte before = 0;
    for (int i = index; i < index + length; i++) {
      byte b = bytes.getByte(i);
      if (b == '*' && before == '/' && ++opened > COMMENT_NESTING) {
        return true;
      }
      run = isOperator(b) ? run + 1 : 0;
      if (run > OPERATOR_LENGTH) {
        return true;
      }
      before = b;
    }
    return false;
  }

  private static boolean isOperator(byte b) {
    return switch (b) {
      case '~', '!', '@', '#', '^', '&', '|', '`', '?', '+', '-', '*', '/', '%', '<', '>', '=' ->
          true;
      default -> false;
    };
  }
}
