package dev.pgtier.parser.lexer;

import java.util.Objects;

/**
 * Splits SQL into tokens exactly as the scanner of PostgreSQL 18 does with {@code
 * standard_conforming_strings} on, so that what is concluded from the tokens holds for the server.
 * One pass over UTF-8 bytes; a token is a kind and two positions, and no token makes garbage. A
 * lexer is reused by {@link #reset} and belongs to one thread.
 *
 * <p>It is the scanner alone: {@code U&"…" UESCAPE '…'} are three tokens, and NOT before IN is a
 * plain NOT.
 */
public final class PostgresLexer {
  private static final int NCHAR = Keywords.number("nchar");

  private final Cursor cursor = new Cursor();
  private final NumberScanner numbers = new NumberScanner(cursor);
  private final StringScanner strings = new StringScanner(cursor);
  private final OperatorScanner operators = new OperatorScanner(cursor);
  private TokenKind kind = TokenKind.END;
  private boolean comment;

  /** Starts over with a text, which must not change while it is read. */
  public PostgresLexer reset(byte[] utf8) {
    return reset(utf8, 0, utf8.length);
  }

  /**
   * Starts over with a part of {@code utf8}; all positions count from the start of the array.
   *
   * @throws IndexOutOfBoundsException if the part is not within the array
   */
  public PostgresLexer reset(byte[] utf8, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, utf8.length);
    cursor.reset(utf8, offset, length);
    operators.reset();
    kind = TokenKind.CHARACTER;
    comment = false;
    return this;
  }

  /** Moves to the next token that is not a comment. After END and ERROR it stays where it is. */
  public TokenKind next() {
    TokenKind found = nextOrComment();
    while (found.isComment()) {
      found = nextOrComment();
    }
    return found;
  }

  /** Moves to the next token or comment. After END and ERROR it stays where it is. */
  public TokenKind nextOrComment() {
    if (kind != TokenKind.END && kind != TokenKind.ERROR) {
      kind = scan();
      comment |= kind.isComment();
    }
    return kind;
  }

  public TokenKind kind() {
    return kind;
  }

  /** The first byte of the token. */
  public int start() {
    return cursor.start;
  }

  /** The byte after the token; of an ERROR, the end of the text. */
  public int end() {
    return cursor.end;
  }

  /** The number in {@link Keywords} of a token of kind KEYWORD. */
  public int keyword() {
    return cursor.keyword;
  }

  /** The value of a token of kind INTEGER. */
  public int integer() {
    return cursor.integer;
  }

  /** The number of a token of kind PARAMETER. */
  public int parameter() {
    return cursor.parameter;
  }

  /** The byte, 0 to 255, that a token of kind CHARACTER is. */
  public int character() {
    return cursor.at(cursor.start);
  }

  /** Why the last token is an ERROR, else null. */
  public LexicalError error() {
    return cursor.error;
  }

  /**
   * The byte at which the server's error would point, which may be within the token; -1 where there
   * is no error.
   */
  public int errorPosition() {
    return cursor.errorAt;
  }

  /** Whether a vertical tab was taken for white space so far, which PostgreSQL 15 refuses. */
  public boolean verticalTab() {
    return cursor.verticalTab;
  }

  /** Whether there was a comment so far, between tokens or within a constant. */
  public boolean hasComment() {
    return comment || cursor.commentInConstant;
  }

  /**
   * Whether a string constant so far goes on after a comment. PostgreSQL allows it, libpg_query
   * does not.
   */
  public boolean commentInConstant() {
    return cursor.commentInConstant;
  }

  /** How deep comments were nested so far: 1 is a comment without another in it. */
  public int commentNesting() {
    return cursor.commentNesting;
  }

  /**
   * The most operator characters that stood side by side so far, be it as one operator, as many, or
   * at the edge of a comment.
   */
  public int operatorRun() {
    return operators.longestRun();
  }

  /**
   * How many bytes the server's scanner, which cannot be interrupted, would have read more than
   * once so far: it reads on to the end of a run of operator characters after each operator and
   * each start of a comment. Ordinary SQL stays far below its length in bytes; {@code +-+-…} and
   * <code>/&#42;&#42;//&#42;&#42;/…</code> grow with the square of it.
   */
  public long rescanned() {
    return operators.rescanned();
  }

  private TokenKind scan() {
    Cursor c = cursor;
    byte[] text = c.text;
    int limit = c.limit;
    int at = c.end;
    while (at < limit && Characters.isSpace(text[at] & 0xFF)) {
      c.verticalTab |= text[at] == 0x0B;
      at++;
    }
    c.start = at;
    if (at == limit) {
      return atEnd();
    }
    int first = text[at] & 0xFF;
    return switch (Characters.CLASS[first]) {
      case Characters.LETTER -> word(at);
      case Characters.PREFIX -> prefixed(first, at);
      case Characters.DIGIT -> numbers.number(at);
      case Characters.OPERATOR -> operator(first, at);
      case Characters.QUOTE -> strings.string(TokenKind.STRING, at);
      case Characters.DOUBLE_QUOTE -> strings.identifier(TokenKind.QUOTED_IDENTIFIER, at);
      case Characters.DOLLAR ->
          Characters.isDigit(c.at(at + 1)) ? numbers.parameter(at) : strings.dollar(at);
      case Characters.DOT -> dot(at);
      case Characters.COLON -> colon(at);
      case Characters.ZERO -> c.fail(LexicalError.INVALID_ENCODING, at);
      default -> c.token(TokenKind.CHARACTER, at + 1);
    };
  }

  private TokenKind atEnd() {
    return cursor.invalid < 0
        ? cursor.token(TokenKind.END, cursor.limit)
        : cursor.fail(LexicalError.INVALID_ENCODING, cursor.invalid);
  }

  private TokenKind word(int start) {
    Cursor c = cursor;
    byte[] text = c.text;
    int limit = c.limit;
    int at = start;
    byte all = 0;
    while (at < limit && Characters.isNamePart(text[at])) {
      all |= text[at];
      at++;
    }
    if (all < 0) {
      c.check(start, at);
      return c.token(TokenKind.IDENTIFIER, at);
    }
    int keyword = Keywords.number(text, start, at);
    c.keyword = keyword;
    return c.token(keyword < 0 ? TokenKind.IDENTIFIER : TokenKind.KEYWORD, at);
  }

  /**
   * A quote directly after one of a few letters makes them one token; otherwise the letter starts a
   * word.
   */
  private TokenKind prefixed(int letter, int start) {
    int next = cursor.at(start + 1);
    if (next == '\'') {
      return switch (letter | 0x20) {
        case 'b' -> strings.bitString(start + 1);
        case 'x' -> strings.hexString(start + 1);
        case 'e' -> strings.escapeString(start + 1);
        case 'n' -> nationalCharacter(start + 1);
        default -> word(start); // u' is a name and a string
      };
    }
    if (next == '&' && (letter | 0x20) == 'u') {
      int quote = cursor.at(start + 2);
      if (quote == '\'') {
        return strings.string(TokenKind.UNICODE_STRING, start + 2);
      }
      if (quote == '"') {
        return strings.identifier(TokenKind.UNICODE_IDENTIFIER, start + 2);
      }
    }
    return word(start);
  }

  /** The N of {@code N'text'} is a token for itself. */
  private TokenKind nationalCharacter(int end) {
    cursor.keyword = NCHAR;
    return cursor.token(TokenKind.KEYWORD, end);
  }

  private TokenKind operator(int first, int start) {
    int second = cursor.at(start + 1);
    if (first == '-' && second == '-') {
      int end = Continuation.lineEnd(cursor.text, start, cursor.limit);
      cursor.check(start, end);
      return cursor.token(TokenKind.LINE_COMMENT, end);
    }
    return first == '/' && second == '*'
        ? operators.blockComment(start)
        : operators.operator(start);
  }

  private TokenKind dot(int start) {
    int second = cursor.at(start + 1);
    if (Characters.isDigit(second)) {
      return numbers.number(start);
    }
    return second == '.'
        ? cursor.token(TokenKind.DOT_DOT, start + 2)
        : cursor.token(TokenKind.CHARACTER, start + 1);
  }

  private TokenKind colon(int start) {
    return switch (cursor.at(start + 1)) {
      case ':' -> cursor.token(TokenKind.TYPECAST, start + 2);
      case '=' -> cursor.token(TokenKind.COLON_EQUALS, start + 2);
      default -> cursor.token(TokenKind.CHARACTER, start + 1);
    };
  }
}
