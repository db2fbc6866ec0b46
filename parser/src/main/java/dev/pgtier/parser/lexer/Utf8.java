package dev.pgtier.parser.lexer;

/**
 * Characters in UTF-8 as PostgreSQL accepts them: the shortest form, no surrogates, nothing above
 * U+10FFFF, no zero byte.
 */
final class Utf8 {
  private Utf8() {}

  /**
   * The bytes of the character at {@code at}, 1 to 4, or 0 where there is no valid one that ends
   * before {@code limit}.
   */
  static int length(byte[] text, int at, int limit) {
    int first = text[at];
    if (first > 0) {
      return 1;
    }
    int length = lengthByFirst(first);
    if (length == 0 || at + length > limit) {
      return 0;
    }
    int second = text[at + 1] & 0xFF;
    if (second < lowestSecond(first) || second > highestSecond(first)) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  private static int lengthByFirst(int first) {
    int unsigned = first & 0xFF;
    if (unsigned < 0xC2 || unsigned > 0xF4) {
      return 0;
    }
    return unsigned < 0xE0 ? 2 : unsigned < 0xF0 ? 3 : 4;
  }

  private static int lowestSecond(int first) {
    return switch (first & 0xFF) {
      case 0xE0 -> 0xA0;
      case 0xF0 -> 0x90;
      default -> 0x80;
    };
  }

  private static int highestSecond(int first) {
    return switch (first & 0xFF) {
      case 0xED -> 0x9F;
      case 0xF4 -> 0x8F;
      default -> 0xBF;
    };
  }

  /** Writes a code point, which must be valid, and answers the position after it. */
  static int write(byte[] out, int at, int codePoint) {
    int next = at;
    if (codePoint < 0x80) {
      out[next++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      out[next++] = (byte) (0xC0 | (codePoint >> 6));
      out[next++] = continuation(codePoint);
    } else if (codePoint < 0x10000) {
      out[next++] = (byte) (0xE0 | (codePoint >> 12));
      out[next++] = continuation(codePoint >> 6);
      out[next++] = continuation(codePoint);
    } else {
      out[next++] = (byte) (0xF0 | (codePoint >> 18));
      out[next++] = continuation(codePoint >> 12);
      out[next++] = continuation(codePoint >> 6);
      out[next++] = continuation(codePoint);
    }
    return next;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }
}
