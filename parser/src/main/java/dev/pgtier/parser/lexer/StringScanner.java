package dev.pgtier.parser.lexer;

/**
 * Everything between quotes: string constants of each kind, dollar quotes and quoted identifiers.
 */
final class StringScanner {
  private final Cursor cursor;
  private final EscapeScanner escapes;

  StringScanner(Cursor cursor) {
    this.cursor = cursor;
    escapes = new EscapeScanner(cursor);
  }

  /**
   * A constant in which a doubled quote is one quote and a backslash is itself; {@code open} is the
   * first quote.
   */
  TokenKind string(TokenKind kind, int open) {
    return quoted(kind, open, true, LexicalError.UNTERMINATED_STRING);
  }

  TokenKind bitString(int open) {
    return quoted(TokenKind.BIT_STRING, open, false, LexicalError.UNTERMINATED_BIT_STRING);
  }

  TokenKind hexString(int open) {
    return quoted(TokenKind.HEX_STRING, open, false, LexicalError.UNTERMINATED_HEX_STRING);
  }

  private TokenKind quoted(TokenKind kind, int open, boolean doubling, LexicalError unterminated) {
    byte[] text = cursor.text;
    int limit = cursor.limit;
    int at = open + 1;
    while (at < limit) {
      byte c = text[at];
      if (c == '\'') {
        if (doubling && cursor.at(at + 1) == '\'') {
          at += 2;
          continue;
        }
        int next = continuation(at + 1);
        if (next < 0) {
          return cursor.token(kind, at + 1);
        }
        at = next;
      } else if (c > 0) {
        at++;
      } else if (c == 0) {
        return cursor.fail(LexicalError.INVALID_ENCODING, at);
      } else {
        at = cursor.character(at);
      }
    }
    return cursor.fail(unterminated, cursor.start);
  }

  /** {@code E'text'}; {@code open} is the first quote. */
  TokenKind escapeString(int open) {
    byte[] text = cursor.text;
    int limit = cursor.limit;
    escapes.begin();
    int at = open + 1;
    while (at < limit) {
      byte c = text[at];
      if (c == '\'') {
        if (cursor.at(at + 1) == '\'') {
          at += 2;
          continue;
        }
        int next = continuation(at + 1);
        if (next < 0) {
          return escapes.verify(open, at + 1)
              ? cursor.token(TokenKind.STRING, at + 1)
              : cursor.fail(LexicalError.INVALID_ENCODING, cursor.start);
        }
        at = next;
      } else if (c == '\\') {
        at = escapes.skip(at);
        if (at < 0) {
          return TokenKind.ERROR;
        }
      } else if (c > 0) {
        at++;
      } else if (c == 0) {
        return cursor.fail(LexicalError.INVALID_ENCODING, at);
      } else {
        at = cursor.character(at);
      }
    }
    return cursor.fail(LexicalError.UNTERMINATED_STRING, cursor.start);
  }

  private int continuation(int from) {
    int next = Continuation.find(cursor.text, from, cursor.limit);
    for (int at = from; at < next; at++) {
      byte c = cursor.text[at];
      cursor.commentInConstant |= c == '-';
      cursor.verticalTab |= c == 0x0B;
    }
    if (cursor.commentInConstant && next > 0) {
      cursor.check(from, next);
    }
    return next;
  }

  /** What starts with the dollar sign at {@code start} and is no parameter. */
  TokenKind dollar(int start) {
    int tagEnd = start + 1;
    while (Characters.isTagPart(cursor.at(tagEnd))) {
      tagEnd++;
    }
    if (cursor.at(tagEnd) != '$') {
      return cursor.token(TokenKind.CHARACTER, start + 1);
    }
    int length = tagEnd + 1 - start;
    cursor.check(start, tagEnd);
    byte[] text = cursor.text;
    int at = tagEnd + 1;
    while (at < cursor.limit) {
      byte c = text[at];
      if (c == '$' && matches(start, at, length)) {
        return cursor.token(TokenKind.STRING, at + length);
      }
      if (c > 0) {
        at++;
      } else if (c == 0) {
        return cursor.fail(LexicalError.INVALID_ENCODING, at);
      } else {
        at = cursor.character(at);
      }
    }
    return cursor.fail(LexicalError.UNTERMINATED_DOLLAR_STRING, start);
  }

  private boolean matches(int tag, int at, int length) {
    if (at + length > cursor.limit) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      if (cursor.text[at + i] != cursor.text[tag + i]) {
        return false;
      }
    }
    return true;
  }

  /** {@code "name"} and {@code U&"name"}; {@code open} is the first quote. */
  TokenKind identifier(TokenKind kind, int open) {
    byte[] text = cursor.text;
    int at = open + 1;
    while (at < cursor.limit) {
      byte c = text[at];
      if (c == '"') {
        if (cursor.at(at + 1) != '"') {
          return at == open + 1
              ? cursor.fail(LexicalError.EMPTY_IDENTIFIER, cursor.start)
              : cursor.token(kind, at + 1);
        }
        at += 2;
      } else if (c > 0) {
        at++;
      } else if (c == 0) {
        return cursor.fail(LexicalError.INVALID_ENCODING, at);
      } else {
        at = cursor.character(at);
      }
    }
    return cursor.fail(LexicalError.UNTERMINATED_IDENTIFIER, cursor.start);
  }
}
