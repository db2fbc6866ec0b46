package dev.pgtier.parser.lexer;

/**
 * Replaces the escapes of {@code U&'…'} and {@code U&"…"} once it is known what escapes. Only as
 * much of the result is kept as a name can hold; the rest is still checked.
 */
final class UnicodeEscapes {
  /**
   * Room for the longest name, for the byte that tells where to clip it, and for the rest of one
   * character.
   */
  private static final int KEPT = 68;

  private final Content content = new Content();
  private final byte[] kept = new byte[KEPT];
  private int length;

  /**
   * Where in the content, its escapes as written, the escape or character stands that is looked at.
   */
  private int index;

  private int consumed;

  /** Reads a token of one of the two kinds and answers null, or why the server refuses it. */
  LexicalError read(byte[] text, int start, int end, int escape) {
    content.token(text, start, end);
    length = 0;
    consumed = 0;
    int pair = 0;
    int c = take();
    while (c != Content.END) {
      index = consumed - 1;
      int next = c == escape ? take() : Content.END;
      if (c != escape || next == escape) {
        if (pair != 0) {
          return LexicalError.INVALID_SURROGATE_PAIR;
        }
        keep(c);
        c = take();
        continue;
      }
      int codePoint = next == '+' ? digits(take(), 6) : digits(next, 4);
      if (codePoint < 0) {
        return LexicalError.INVALID_UNICODE_ESCAPE;
      }
      if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT) {
        return LexicalError.INVALID_UNICODE_VALUE;
      }
      if (EscapeScanner.isSecondSurrogate(codePoint) != (pair != 0)) {
        return LexicalError.INVALID_SURROGATE_PAIR;
      }
      if (EscapeScanner.isFirstSurrogate(codePoint)) {
        pair = codePoint;
      } else {
        keepCodePoint(pair == 0 ? codePoint : Character.toCodePoint((char) pair, (char) codePoint));
        pair = 0;
      }
      c = take();
    }
    index = consumed;
    return pair == 0 ? null : LexicalError.INVALID_SURROGATE_PAIR;
  }

  /** How many bytes into the content the server's error points. */
  int errorIndex() {
    return index;
  }

  byte[] kept() {
    return kept;
  }

  int length() {
    return length;
  }

  /** Whether a byte may be named after UESCAPE. */
  static boolean canEscape(int c) {
    return c != Content.END
        && Characters.hexValue(c) < 0
        && c != '+'
        && c != '\''
        && c != '"'
        && !Characters.isSpace(c);
  }

  private int take() {
    int c = content.next();
    if (c != Content.END) {
      consumed++;
    }
    return c;
  }

  private int digits(int first, int count) {
    int value = 0;
    int c = first;
    for (int i = 0; i < count; i++) {
      int digit = c == Content.END ? -1 : Characters.hexValue(c);
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
      c = i < count - 1 ? take() : c;
    }
    return value;
  }

  private void keep(int c) {
    if (length < KEPT) {
      kept[length++] = (byte) c;
    }
  }

  private void keepCodePoint(int codePoint) {
    if (length <= KEPT - 4) {
      length = Utf8.write(kept, length, codePoint);
    }
  }
}
