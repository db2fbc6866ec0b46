package dev.pgtier.proxy.session;

import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;
import io.netty.buffer.ByteBuf;

/**
 * Keeps from the server what its scanner takes minutes for without looking up: its time grows with
 * the square of the nesting of comments and of the length of a run of operator characters, and
 * neither statement_timeout nor a cancel stops it.
 */
final class TextGuard {
  static final int COMMENT_NESTING = 16;
  static final int OPERATOR_LENGTH = 63;

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
    PostgresLexer lexer = new PostgresLexer().reset(text);
    TokenKind kind;
    do {
      kind = lexer.next();
      if (lexer.commentNesting() > COMMENT_NESTING) {
        return Refusal.nestedComments(COMMENT_NESTING);
      } else if (lexer.operatorRun() > OPERATOR_LENGTH) {
        return Refusal.longOperator(OPERATOR_LENGTH);
      }
    } while (kind != TokenKind.END && kind != TokenKind.ERROR);
    return null;
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
