package dev.pgtier.parser.lexer;

/**
 * The text under the lexer, the token that was found last, and what was noticed on the way; shared
 * by the scanners.
 */
final class Cursor {
  byte[] text = new byte[0];

  /** The first byte that is not part of the text. */
  int limit;

  /** Where the token that was found last starts. */
  int start;

  /** The first byte after the token that was found last. */
  int end;

  LexicalError error;
  int errorAt;

  /** The number of the keyword that was found last, or {@link Keywords#NONE}. */
  int keyword;

  /** The value of the integer that was found last. */
  int integer;

  /** The number of the parameter that was found last. */
  int parameter;

  boolean verticalTab;
  boolean commentInConstant;
  int commentNesting;

  /** The first byte that is part of no character, or -1. */
  int invalid;

  void reset(byte[] utf8, int offset, int length) {
    text = utf8;
    limit = offset + length;
    start = offset;
    end = offset;
    error = null;
    errorAt = -1;
    keyword = Keywords.NONE;
    integer = 0;
    parameter = 0;
    verticalTab = false;
    commentInConstant = false;
    commentNesting = 0;
    invalid = -1;
  }

  /** The byte at {@code at}, 0 beyond the end. */
  int at(int at) {
    return at < limit ? text[at] & 0xFF : 0;
  }

  TokenKind token(TokenKind kind, int to) {
    end = to;
    return kind;
  }

  /** The text cannot be read further; {@code at} is where the server's error points. */
  TokenKind fail(LexicalError reason, int at) {
    error = reason;
    errorAt = at;
    end = limit;
    return TokenKind.ERROR;
  }

  /**
   * Where the character at {@code at} ends, which starts with a byte of 0 or above 0x7F. A wrong
   * byte counts as a character and is remembered, so that the text fails at its end; until then it
   * is read as the scanner reads it, which looks at bytes alone.
   */
  int character(int at) {
    int length = Utf8.length(text, at, limit);
    if (length > 0) {
      return at + length;
    }
    if (invalid < 0) {
      invalid = at;
    }
    return at + 1;
  }

  /** Checks the characters of a stretch that the scanner has taken already. */
  void check(int from, int to) {
    int at = from;
    while (at < to) {
      at = text[at] > 0 ? at + 1 : character(at);
    }
  }
}
