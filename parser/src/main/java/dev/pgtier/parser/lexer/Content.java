package dev.pgtier.parser.lexer;

/**
 * What a constant or quoted name holds, byte by byte: doubled quotes as one, continuations joined,
 * the escapes of {@code E'text'} replaced. Those of {@code U&} are left to {@link UnicodeEscapes},
 * since what escapes is only known two tokens later.
 */
final class Content {
  /** The answer after the last byte. */
  static final int END = -1;

  private byte[] text;
  private int at;
  private int end;
  private byte quote;
  private boolean escaped;

  /** Bytes of a Unicode escape that are still to come, the next one lowest. */
  private long pending;

  private final byte[] encoded = new byte[4];
  private final byte[] character = new byte[4];

  /** Reads a token that the lexer took for a string constant or a quoted name. */
  void token(byte[] utf8, int start, int tokenEnd) {
    switch (utf8[start]) {
      case '\'', '"' -> begin(utf8, start, tokenEnd, false);
      case 'e', 'E' -> escaped(utf8, start + 1, tokenEnd);
      case '$' -> dollar(utf8, start, tokenEnd);
      default -> begin(utf8, start + 2, tokenEnd, false);
    }
  }

  /** Reads {@code E'text'}, {@code open} being the first quote. */
  void escaped(byte[] utf8, int open, int tokenEnd) {
    begin(utf8, open, tokenEnd, true);
  }

  private void begin(byte[] utf8, int open, int tokenEnd, boolean withEscapes) {
    text = utf8;
    quote = utf8[open];
    at = open + 1;
    end = tokenEnd - 1;
    escaped = withEscapes;
    pending = 0;
  }

  private void dollar(byte[] utf8, int start, int tokenEnd) {
    int tag = 1;
    while (utf8[start + tag] != '$') {
      tag++;
    }
    text = utf8;
    quote = 0;
    at = start + tag + 1;
    end = tokenEnd - tag - 1;
    escaped = false;
    pending = 0;
  }

  /** The next byte, 0 to 255, or {@link #END}. */
  int next() {
    if (pending != 0) {
      int made = (int) pending & 0xFF;
      pending >>>= 8;
      return made;
    }
    while (at < end) {
      int c = text[at++] & 0xFF;
      if (c == quote && c != 0) {
        if (text[at] == quote && at < end) {
          at++;
          return c;
        }
        at = Continuation.find(text, at, end);
        continue;
      }
      return c == '\\' && escaped ? escape() : c;
    }
    return END;
  }

  boolean isUtf8() {
    int first = next();
    while (first != END) {
      character[0] = (byte) first;
      int length = 1;
      first = next();
      while (length < character.length && first >= 0x80 && first < 0xC0) {
        character[length++] = (byte) first;
        first = next();
      }
      if (Utf8.length(character, 0, length) != length) {
        return false;
      }
    }
    return true;
  }

  private int escape() {
    int c = text[at++] & 0xFF;
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0B;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        at--;
        yield digits(8, 3);
      }
      case 'x' -> Characters.hexValue(text[at] & 0xFF) < 0 ? c : digits(16, 2);
      case 'u' -> unicode(4);
      case 'U' -> unicode(8);
      default -> c;
    };
  }

  private int digits(int radix, int most) {
    int value = 0;
    for (int i = 0; i < most; i++) {
      int digit = Characters.hexValue(text[at] & 0xFF);
      if (digit < 0 || digit >= radix) {
        break;
      }
      value = value * radix + digit;
      at++;
    }
    return value & 0xFF;
  }

  private int unicode(int length) {
    int codePoint = hexadecimal(length);
    if (EscapeScanner.isFirstSurrogate(codePoint)) {
      at++;
      int second = hexadecimal(text[at++] == 'u' ? 4 : 8);
      codePoint = Character.toCodePoint((char) codePoint, (char) second);
    }
    int count = Utf8.write(encoded, 0, codePoint);
    for (int i = count - 1; i >= 1; i--) {
      pending = (pending << 8) | (encoded[i] & 0xFF);
    }
    return encoded[0] & 0xFF;
  }

  private int hexadecimal(int length) {
    int value = 0;
    for (int i = 0; i < length; i++) {
      value = value * 16 + Characters.hexValue(text[at++] & 0xFF);
    }
    return value;
  }
}
