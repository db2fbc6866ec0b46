package dev.pgtier.parser.lexer;

/**
 * Numbers and parameters. The scanner's rules overlap and the longest match wins, so that a name
 * directly after a number makes both one error; the order of the questions here is the order of
 * their lengths.
 */
final class NumberScanner {
  private final Cursor cursor;

  /**
   * What the digits that were skipped last amount to, at most one more than an INTEGER may hold.
   */
  private long value;

  /** Whether there was an underscore among them, where a name could start. */
  private boolean underscore;

  NumberScanner(Cursor cursor) {
    this.cursor = cursor;
  }

  /** The token that starts with the digit, or the dot before a digit, at {@code start}. */
  TokenKind number(int start) {
    if (cursor.at(start) == '0') {
      int radix = radix(cursor.at(start + 1));
      if (radix != 0) {
        return inRadix(start, radix);
      }
    }
    int integerEnd = digits(start);
    long integer = value;
    int end = integerEnd;
    if (cursor.at(end) == '.') {
      if (cursor.at(end + 1) == '.') { // 1..2 is a range
        return integer(integer, end);
      }
      end = digits(end + 1);
    }
    int letter = cursor.at(end);
    if (letter == 'e' || letter == 'E') {
      return exponent(start, end);
    }
    if (junkFollows(end)) {
      return cursor.fail(LexicalError.JUNK_AFTER_NUMBER, start);
    }
    return end == integerEnd ? integer(integer, end) : cursor.token(TokenKind.FLOAT, end);
  }

  /** {@code $1}; {@code start} is at the dollar sign, a digit follows. */
  TokenKind parameter(int start) {
    long number = 0;
    int at = start + 1;
    for (int c = cursor.at(at); Characters.isDigit(c); c = cursor.at(at)) {
      number = saturate(number * 10 + (c - '0'));
      at++;
    }
    if (Characters.isNameStart(cursor.at(at))) {
      return cursor.fail(LexicalError.JUNK_AFTER_PARAMETER, start);
    }
    if (number > Integer.MAX_VALUE) {
      return cursor.fail(LexicalError.PARAMETER_TOO_LARGE, start);
    }
    cursor.parameter = (int) number;
    return cursor.token(TokenKind.PARAMETER, at);
  }

  private TokenKind exponent(int start, int letter) {
    int at = letter + 1;
    boolean signed = cursor.at(at) == '+' || cursor.at(at) == '-';
    if (signed) {
      at++;
    }
    if (!Characters.isDigit(cursor.at(at))) {
      return cursor.fail(LexicalError.JUNK_AFTER_NUMBER, start);
    }
    int end = digits(at);
    // Without a sign, e5$ would also be a name, and a longer one than the exponent.
    boolean junk = junkFollows(end) || (!signed && end < nameEnd(letter));
    return junk
        ? cursor.fail(LexicalError.JUNK_AFTER_NUMBER, start)
        : cursor.token(TokenKind.FLOAT, end);
  }

  private TokenKind inRadix(int start, int radix) {
    int first = start + 2;
    int end = first;
    long number = 0;
    while (true) {
      int at = cursor.at(end) == '_' ? end + 1 : end;
      int digit = Characters.hexValue(cursor.at(at));
      if (digit < 0 || digit >= radix) {
        break;
      }
      number = saturate(number * radix + digit);
      end = at + 1;
    }
    int junkEnd = nameEnd(start + 1);
    if (end > first) {
      return junkEnd > end
          ? cursor.fail(LexicalError.JUNK_AFTER_NUMBER, start)
          : integer(number, end);
    }
    int prefixEnd = cursor.at(first) == '_' ? first + 1 : first;
    return cursor.fail(
        junkEnd > prefixEnd ? LexicalError.JUNK_AFTER_NUMBER : withoutDigits(radix), start);
  }

  private TokenKind integer(long number, int end) {
    cursor.integer = (int) number;
    return cursor.token(number > Integer.MAX_VALUE ? TokenKind.FLOAT : TokenKind.INTEGER, end);
  }

  /** Skips digits with single underscores between them; none is none. */
  private int digits(int from) {
    underscore = false;
    long number = 0;
    int at = from;
    int c = cursor.at(at);
    while (Characters.isDigit(c)) {
      number = saturate(number * 10 + (c - '0'));
      at++;
      c = cursor.at(at);
      if (c == '_' && Characters.isDigit(cursor.at(at + 1))) {
        underscore = true;
        at++;
        c = cursor.at(at);
      }
    }
    value = number;
    return at;
  }

  /**
   * Whether a name reaches beyond the digits that end at {@code end}; 1_000$ is the digit 1 and the
   * name _000$.
   */
  private boolean junkFollows(int end) {
    int next = cursor.at(end);
    return Characters.isNameStart(next) || (underscore && next == '$');
  }

  private int nameEnd(int from) {
    int at = from;
    while (at < cursor.limit && Characters.isNamePart(cursor.text[at])) {
      at++;
    }
    return at;
  }

  private static long saturate(long number) {
    return Math.min(number, Integer.MAX_VALUE + 1L);
  }

  private static int radix(int letter) {
    return switch (letter) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 0;
    };
  }

  private static LexicalError withoutDigits(int radix) {
    return switch (radix) {
      case 16 -> LexicalError.INVALID_HEX_INTEGER;
      case 8 -> LexicalError.INVALID_OCTAL_INTEGER;
      default -> LexicalError.INVALID_BINARY_INTEGER;
    };
  }
}
