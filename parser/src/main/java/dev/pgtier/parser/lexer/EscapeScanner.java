package dev.pgtier.parser.lexer;

/**
 * The backslashes of {@code E'text'}: how far each reaches, and whether what they stand for is text
 * at all.
 */
final class EscapeScanner {
  private final Cursor cursor;
  private final Content content = new Content();

  /** Whether an escape made a byte that may not be part of valid UTF-8. */
  private boolean doubtful;

  /** The value of the Unicode escape that was read last. */
  private long codePoint;

  EscapeScanner(Cursor cursor) {
    this.cursor = cursor;
  }

  void begin() {
    doubtful = false;
  }

  /**
   * Where the escape ends that starts with the backslash at {@code at}, or -1 when the cursor has
   * failed.
   */
  int skip(int at) {
    int c = cursor.at(at + 1);
    if (c >= '0' && c <= '7') {
      return digits(at + 1, 8, 3);
    }
    if (c == 'x' && Characters.hexValue(cursor.at(at + 2)) >= 0) {
      return digits(at + 2, 16, 2);
    }
    if (c == 'u' || c == 'U') {
      return unicode(at);
    }
    if (c == 0) {
      return at + 1;
    }
    if (c >= 0x80) {
      doubtful = true;
      return cursor.character(at + 1);
    }
    return at + 2;
  }

  /**
   * Whether the constant that starts with the quote at {@code open} is valid UTF-8 once its escapes
   * are replaced.
   */
  boolean verify(int open, int end) {
    if (!doubtful) {
      return true;
    }
    content.escaped(cursor.text, open, end);
    return content.isUtf8();
  }

  private int digits(int from, int radix, int most) {
    int at = from;
    int value = 0;
    while (at < from + most) {
      int digit = Characters.hexValue(cursor.at(at));
      if (digit < 0 || digit >= radix) {
        break;
      }
      value = value * radix + digit;
      at++;
    }
    int made = value & 0xFF;
    doubtful |= made == 0 || made >= 0x80;
    return at;
  }

  private int unicode(int at) {
    int next = readUnicode(at);
    if (next < 0) {
      return next;
    }
    if (isSecondSurrogate(codePoint)) {
      return fail(LexicalError.INVALID_SURROGATE_PAIR, at);
    }
    if (!isFirstSurrogate(codePoint)) {
      return codePoint == 0 || codePoint > Character.MAX_CODE_POINT
          ? fail(LexicalError.INVALID_UNICODE_VALUE, at)
          : next;
    }
    int letter = cursor.at(next + 1);
    if (cursor.at(next) != '\\' || (letter != 'u' && letter != 'U')) {
      return fail(LexicalError.INVALID_SURROGATE_PAIR, next);
    }
    int end = readUnicode(next);
    return end >= 0 && !isSecondSurrogate(codePoint)
        ? fail(LexicalError.INVALID_SURROGATE_PAIR, next)
        : end;
  }

  private int readUnicode(int at) {
    int end = at + 2 + (cursor.at(at + 1) == 'u' ? 4 : 8);
    long value = 0;
    for (int i = at + 2; i < end; i++) {
      int digit = Characters.hexValue(cursor.at(i));
      if (digit < 0) {
        return fail(LexicalError.INVALID_UNICODE_ESCAPE, at);
      }
      value = value * 16 + digit;
    }
    codePoint = value;
    return end;
  }

  private int fail(LexicalError reason, int at) {
    cursor.fail(reason, at);
    return -1;
  }

  static boolean isFirstSurrogate(long codePoint) {
    return codePoint >= Character.MIN_HIGH_SURROGATE && codePoint <= Character.MAX_HIGH_SURROGATE;
  }

  static boolean isSecondSurrogate(long codePoint) {
    return codePoint >= Character.MIN_LOW_SURROGATE && codePoint <= Character.MAX_LOW_SURROGATE;
  }
}
