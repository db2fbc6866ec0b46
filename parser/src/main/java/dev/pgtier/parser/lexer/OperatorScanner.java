package dev.pgtier.parser.lexer;

/**
 * Operators and block comments. The server's scanner takes a whole run of operator characters at
 * once, decides how much of it is the token, and gives the rest back; after each token, and at each
 * start of a comment, it does so again. That is quadratic in the length of the run, so what it
 * would read again is counted here, while this scanner looks at each byte a fixed number of times.
 */
final class OperatorScanner {
  /** PostgreSQL's NAMEDATALEN is 64, and one byte of that is the zero at the end. */
  private static final int LONGEST = 63;

  private final Cursor cursor;

  /** The end of the run that was looked at last. */
  private int runEnd;

  /**
   * In that run, where the first comment starts, or its end; what follows is about the stretch
   * before.
   */
  private int stretchEnd;

  private int lastQualifying;
  private int lastOtherThanSign;

  private int longestRun;
  private long rescanned;

  OperatorScanner(Cursor cursor) {
    this.cursor = cursor;
  }

  void reset() {
    runEnd = -1;
    stretchEnd = -1;
    longestRun = 0;
    rescanned = 0;
  }

  int longestRun() {
    return longestRun;
  }

  long rescanned() {
    return rescanned;
  }

  /** The operator that starts at {@code start}, which is not the start of a comment. */
  TokenKind operator(int start) {
    int first = cursor.at(start);
    if (!Characters.isOperatorPart(cursor.at(start + 1))) {
      longestRun = Math.max(longestRun, 1);
      return cursor.token(single(first), start + 1);
    }
    findRun(start);
    findStretch(start);
    int end = stretchEnd;
    if (isSign(cursor.text[end - 1]) && lastQualifying < start) {
      end = Math.max(start + 1, lastOtherThanSign + 1);
    }
    rescanned += runEnd - end;
    if (end - start > LONGEST) {
      return cursor.fail(LexicalError.OPERATOR_TOO_LONG, start);
    }
    return cursor.token(kind(first, start, end), end);
  }

  /**
   * The comment that starts with the slash and star at {@code start}, with all comments within it.
   */
  TokenKind blockComment(int start) {
    int depth = 1;
    deepen(depth, start);
    int at = start + 2;
    byte[] text = cursor.text;
    int limit = cursor.limit;
    while (at < limit) {
      byte c = text[at];
      if (c <= 0) {
        if (c == 0) {
          return cursor.fail(LexicalError.INVALID_ENCODING, at);
        }
        at = cursor.character(at);
      } else if (c == '*' && cursor.at(at + 1) == '/') {
        at += 2;
        depth--;
        if (depth == 0) {
          return cursor.token(TokenKind.BLOCK_COMMENT, at);
        }
      } else if (c == '/' && cursor.at(at + 1) == '*') {
        depth++;
        deepen(depth, at);
        at += 2;
      } else {
        at++;
      }
    }
    return cursor.fail(LexicalError.UNTERMINATED_COMMENT, start);
  }

  private void deepen(int depth, int slash) {
    cursor.commentNesting = Math.max(cursor.commentNesting, depth);
    findRun(slash);
    rescanned += runEnd - (slash + 2);
  }

  private void findRun(int start) {
    if (start < runEnd) {
      return;
    }
    int at = start;
    while (Characters.isOperatorPart(cursor.at(at))) {
      at++;
    }
    runEnd = at;
    longestRun = Math.max(longestRun, at - start);
  }

  /** Once a stretch is known, what is known of it holds for every later start in it too. */
  private void findStretch(int start) {
    if (start < stretchEnd) {
      return;
    }
    lastQualifying = -1;
    lastOtherThanSign = -1;
    int at = start;
    while (at < runEnd && !(at > start && startsComment(at))) {
      if (Characters.isQualifying(cursor.text[at])) {
        lastQualifying = at;
      }
      if (!isSign(cursor.text[at])) {
        lastOtherThanSign = at;
      }
      at++;
    }
    stretchEnd = at;
  }

  private boolean startsComment(int at) {
    int c = cursor.at(at);
    int next = cursor.at(at + 1);
    return (c == '-' && next == '-') || (c == '/' && next == '*');
  }

  private TokenKind kind(int first, int start, int end) {
    if (end - start == 1) {
      return single(first);
    }
    if (end - start > 2) {
      return TokenKind.OPERATOR;
    }
    int second = cursor.at(start + 1);
    if (second == '=') {
      return switch (first) {
        case '<' -> TokenKind.LESS_EQUALS;
        case '>' -> TokenKind.GREATER_EQUALS;
        case '!' -> TokenKind.NOT_EQUALS;
        default -> TokenKind.OPERATOR;
      };
    }
    if (second == '>') {
      return switch (first) {
        case '=' -> TokenKind.EQUALS_GREATER;
        case '<' -> TokenKind.NOT_EQUALS;
        default -> TokenKind.OPERATOR;
      };
    }
    return TokenKind.OPERATOR;
  }

  private static TokenKind single(int c) {
    return Characters.isSelf(c) ? TokenKind.CHARACTER : TokenKind.OPERATOR;
  }

  private static boolean isSign(byte c) {
    return c == '+' || c == '-';
  }
}
