package dev.pgtier.parser.lexer;

/**
 * The tokens as the grammar gets them: no comments, {@code U&"…" UESCAPE '…'} as the one name or
 * constant that it stands for, and names as the server stores them, with small letters and at most
 * 63 bytes.
 */
final class GrammarTokens {
  private static final int LONGEST_NAME = 63;
  private static final int UESCAPE = Keywords.number("uescape");

  private final PostgresLexer lexer = new PostgresLexer();
  private final UnicodeEscapes escapes = new UnicodeEscapes();
  private final Content content = new Content();
  private final byte[] name = new byte[LONGEST_NAME + 1];

  private byte[] text;
  private TokenKind kind = TokenKind.END;
  private int start;
  private int end;
  private int nameLength;
  private boolean truncated;

  /** Whether the lexer already stands at the token after this one. */
  private boolean ahead;

  private LexicalError error;
  private int errorPosition;

  void reset(byte[] utf8, int offset, int length) {
    lexer.reset(utf8, offset, length);
    text = utf8;
    kind = TokenKind.CHARACTER;
    truncated = false;
    ahead = false;
    error = null;
    errorPosition = -1;
  }

  /**
   * Moves on; UNICODE_IDENTIFIER and UNICODE_STRING are answered as QUOTED_IDENTIFIER and STRING,
   * comments not at all.
   */
  TokenKind next() {
    if (kind == TokenKind.END || kind == TokenKind.ERROR) {
      return kind;
    }
    TokenKind found = ahead ? lexer.kind() : lexer.next();
    ahead = false;
    start = lexer.start();
    end = lexer.end();
    kind = found;
    switch (found) {
      case IDENTIFIER -> measure();
      case QUOTED_IDENTIFIER -> unquote();
      case UNICODE_IDENTIFIER, UNICODE_STRING -> kind = unescape(found);
      case ERROR -> {
        error = lexer.error();
        errorPosition = lexer.errorPosition();
      }
      default -> {}
    }
    return kind;
  }

  int start() {
    return start;
  }

  /** The byte after the token, and after the UESCAPE that belongs to it. */
  int end() {
    return end;
  }

  int keyword() {
    return lexer.keyword();
  }

  int parameter() {
    return lexer.parameter();
  }

  /**
   * The bytes of the last quoted name; {@link #nameLength()} of them count. Of a name without
   * quotes, as many count from its start, and its capital letters are still to be made small.
   */
  byte[] name() {
    return name;
  }

  int nameLength() {
    return nameLength;
  }

  /** Whether a name so far was longer than the server keeps. */
  boolean truncated() {
    return truncated;
  }

  LexicalError error() {
    return error;
  }

  int errorPosition() {
    return errorPosition;
  }

  /** What the lexer noticed; its own token may be one ahead. */
  PostgresLexer lexer() {
    return lexer;
  }

  private void measure() {
    int length = end - start;
    truncated |= length > LONGEST_NAME;
    nameLength = length > LONGEST_NAME ? clip(text, start, length) : length;
  }

  private void unquote() {
    content.token(text, start, end);
    int length = 0;
    int c = content.next();
    while (c != Content.END && length < name.length) {
      name[length++] = (byte) c;
      c = content.next();
    }
    keep(length);
  }

  private void keep(int length) {
    truncated |= length > LONGEST_NAME;
    nameLength = length > LONGEST_NAME ? clip(name, 0, length) : length;
  }

  private TokenKind unescape(TokenKind found) {
    ahead = true;
    int escape = '\\';
    boolean named = lexer.next() == TokenKind.KEYWORD && lexer.keyword() == UESCAPE;
    TokenKind after = named ? lexer.next() : lexer.kind();
    if (after == TokenKind.ERROR) {
      return fail(lexer.error(), lexer.errorPosition());
    }
    if (named) {
      if (after != TokenKind.STRING) {
        return fail(LexicalError.ESCAPE_NOT_A_STRING, lexer.start());
      }
      content.token(text, lexer.start(), lexer.end());
      escape = content.next();
      if (!UnicodeEscapes.canEscape(escape) || content.next() != Content.END) {
        return fail(LexicalError.INVALID_ESCAPE_CHARACTER, lexer.start());
      }
      ahead = false;
    }
    int tokenEnd = ahead ? end : lexer.end();
    LexicalError reason = escapes.read(text, start, end, escape);
    if (reason != null) {
      return fail(reason, start + "U&'".length() + escapes.errorIndex());
    }
    end = tokenEnd;
    if (found == TokenKind.UNICODE_STRING) {
      return TokenKind.STRING;
    }
    int length = Math.min(escapes.length(), name.length);
    System.arraycopy(escapes.kept(), 0, name, 0, length);
    keep(length);
    return TokenKind.QUOTED_IDENTIFIER;
  }

  private TokenKind fail(LexicalError reason, int at) {
    error = reason;
    errorPosition = at;
    return TokenKind.ERROR;
  }

  /** At most 63 of the bytes, so that no character is cut apart. */
  private static int clip(byte[] bytes, int from, int length) {
    int kept = Math.min(length, LONGEST_NAME);
    while (kept > 0 && (bytes[from + kept] & 0xC0) == 0x80) {
      kept--;
    }
    return kept;
  }
}
