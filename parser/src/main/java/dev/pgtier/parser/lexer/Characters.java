package dev.pgtier.parser.lexer;

/**
 * What each byte can be the beginning or a part of; the sets of the scanner's own rules, as tables.
 */
final class Characters {
  /** Classes of a byte that begins a token. */
  static final byte OTHER = 0;

  static final byte SPACE = 1;
  static final byte LETTER = 2;

  /** A letter that a quote may follow: b, e, n, u, x. */
  static final byte PREFIX = 3;

  static final byte DIGIT = 4;
  static final byte OPERATOR = 5;
  static final byte QUOTE = 6;
  static final byte DOUBLE_QUOTE = 7;
  static final byte DOLLAR = 8;
  static final byte DOT = 9;
  static final byte COLON = 10;
  static final byte ZERO = 11;

  static final byte[] CLASS = new byte[256];

  private static final byte NAME_START = 1;
  private static final byte NAME_PART = 2;
  private static final byte TAG_PART = 4;
  private static final byte OPERATOR_PART = 8;
  private static final byte SELF = 16;
  private static final byte BLANK = 32;
  private static final byte QUALIFYING = 64;

  private static final byte[] SETS = new byte[256];
  private static final byte[] LOWER = new byte[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean capital = c >= 'A' && c <= 'Z';
      LOWER[c] = (byte) (capital ? c + ('a' - 'A') : c);
      if (capital || (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80) {
        SETS[c] = NAME_START | NAME_PART | TAG_PART;
        CLASS[c] = LETTER;
      } else if (c >= '0' && c <= '9') {
        SETS[c] = NAME_PART | TAG_PART;
        CLASS[c] = DIGIT;
      }
    }
    SETS['$'] |= NAME_PART;
    mark(" \t\n\r\f\u000b", BLANK, SPACE);
    mark("~!@#^&|`?+-*/%<>=", OPERATOR_PART, OPERATOR);
    mark("~!@#^&|`?%", QUALIFYING, OPERATOR);
    mark("+-*/%^<>=", SELF, OPERATOR);
    mark("bBeEnNuUxX", NAME_START, PREFIX);
    CLASS['\''] = QUOTE;
    CLASS['"'] = DOUBLE_QUOTE;
    CLASS['$'] = DOLLAR;
    CLASS['.'] = DOT;
    CLASS[':'] = COLON;
    CLASS[0] = ZERO;
  }

  private Characters() {}

  private static void mark(String characters, byte set, byte kind) {
    for (int i = 0; i < characters.length(); i++) {
      SETS[characters.charAt(i)] |= set;
      CLASS[characters.charAt(i)] = kind;
    }
  }

  static boolean isSpace(int c) {
    return (SETS[c] & BLANK) != 0;
  }

  static boolean isNameStart(int c) {
    return (SETS[c] & NAME_START) != 0;
  }

  static boolean isNamePart(byte c) {
    return (SETS[c & 0xFF] & NAME_PART) != 0;
  }

  /** Whether a byte may stand within the tag of a dollar quote; a digit may not be the first. */
  static boolean isTagPart(int c) {
    return (SETS[c] & TAG_PART) != 0;
  }

  static boolean isOperatorPart(int c) {
    return (SETS[c] & OPERATOR_PART) != 0;
  }

  /** Whether an operator that holds this character may end in + or -. */
  static boolean isQualifying(byte c) {
    return (SETS[c & 0xFF] & QUALIFYING) != 0;
  }

  /** Whether an operator of this character alone is a token for itself. */
  static boolean isSelf(int c) {
    return (SETS[c] & SELF) != 0;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexValue(int c) {
    if (isDigit(c)) {
      return c - '0';
    }
    int small = c | 0x20;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
  }

  /** Makes A to Z small, as the server does it in every encoding of several bytes. */
  static byte lower(byte c) {
    return LOWER[c & 0xFF];
  }
}
