package dev.pgtier.parser;

import dev.pgtier.parser.Refused.Reason;
import java.util.Optional;

/**
 * Looks over a text before it is parsed, in one pass, for what {@link ParseLimits} bounds. It knows
 * PostgreSQL's lexical rules well enough not to count inside of strings and comments; where it
 * errs, the parser's deadline is still there.
 */
final class TextGuard {
  private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";

  private final String sql;
  private final ParseLimits limits;
  private int at;
  private long bytes;

  private TextGuard(String sql, ParseLimits limits) {
    this.sql = sql;
    this.limits = limits;
  }

  /** Why {@code sql} must not be parsed; empty if it may be. */
  static Optional<Refused> check(String sql, ParseLimits limits) {
    // Each character takes a byte at least: a text of 100 MB is not walked through.
    if (sql.length() > limits.bytes()) {
      return Optional.of(tooLong(limits));
    }
    try {
      new TextGuard(sql, limits).text();
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.refused);
    }
  }

  private void text() throws RefusedException {
    while (at < sql.length()) {
      char c = peek(0);
      if (c == '\'') {
        quoted('\'', escapes());
      } else if (c == '"') {
        quoted('"', false);
      } else if (c == '$') {
        dollar();
      } else if (isOperator(c)) {
        operators();
      } else {
        take();
      }
    }
  }

  /** A run of operator characters, with the comments that begin in it. */
  private void operators() throws RefusedException {
    int length = 0;
    int comments = 0;
    while (isOperator(peek(0))) {
      if (peek(0) == '-' && peek(1) == '-') {
        lineComment();
      } else if (peek(0) == '/' && peek(1) == '*') {
        // For each of these the server reads on to the end of the run and then goes back.
        if (++comments > limits.commentNesting()) {
          throw commentsTooDeep();
        }
        blockComment();
        length = 0;
      } else {
        take();
        if (++length > limits.operatorLength()) {
          throw new RefusedException(
              Reason.OPERATOR_TOO_LONG,
              "the statement has more than "
                  + limits.operatorLength()
                  + " operator characters in a row");
        }
      }
    }
  }

  private void lineComment() throws RefusedException {
    while (at < sql.length() && peek(0) != '\n' && peek(0) != '\r') {
      take();
    }
  }

  private void blockComment() throws RefusedException {
    int depth = 0;
    int adjacent = 0;
    do {
      if (peek(0) == '/' && peek(1) == '*') {
        take();
        depth++;
        adjacent++;
        if (depth > limits.commentNesting() || adjacent > limits.commentNesting()) {
          throw commentsTooDeep();
        }
      } else if (peek(0) == '*' && peek(1) == '/') {
        take();
        depth--;
      } else if (!isOperator(peek(0))) {
        adjacent = 0;
      }
      take();
    } while (depth > 0 && at < sql.length());
  }

  private RefusedException commentsTooDeep() {
    return new RefusedException(
        Reason.COMMENTS_TOO_DEEP,
        "the statement has more than "
            + limits.commentNesting()
            + " comments inside of, or right behind, each other");
  }

  /** Whether the quote at hand belongs to an E'' string, in which a backslash escapes. */
  private boolean escapes() {
    return (peek(-1) == 'e' || peek(-1) == 'E') && !isIdentifier(peek(-2));
  }

  private void quoted(char quote, boolean escapes) throws RefusedException {
    take();
    while (at < sql.length()) {
      char c = take();
      if (c == quote) {
        return;
      } else if (escapes && c == '\\' && at < sql.length()) {
        take();
      }
    }
  }

  private void dollar() throws RefusedException {
    int end = at + 1;
    if (!isIdentifier(peek(-1)) && !isDigit(peek(1))) {
      while (end < sql.length() && isIdentifier(sql.charAt(end)) && sql.charAt(end) != '$') {
        end++;
      }
    }
    if (isIdentifier(peek(-1)) || end >= sql.length() || sql.charAt(end) != '$') {
      take();
      return;
    }
    String tag = sql.substring(at, end + 1);
    int close = sql.indexOf(tag, end + 1);
    int stop = close < 0 ? sql.length() : close + tag.length();
    while (at < stop) {
      take();
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isIdentifier(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || isDigit(c)
        || c == '_'
        || c == '$'
        || c >= 0x80;
  }

  private static boolean isOperator(char c) {
    return OPERATOR_CHARACTERS.indexOf(c) >= 0;
  }

  /** The character so far from the one at hand; a NUL where the text has none. */
  private char peek(int distance) {
    int index = at + distance;
    return index >= 0 && index < sql.length() ? sql.charAt(index) : '\0';
  }

  private char take() throws RefusedException {
    if (at >= sql.length()) {
      return '\0';
    }
    char c = sql.charAt(at++);
    if (c == 0) {
      throw new RefusedException(Reason.NUL, "the statement has a NUL character");
    } else if (Character.isHighSurrogate(c) && Character.isLowSurrogate(peek(0))) {
      at++;
      bytes += 4;
    } else if (Character.isSurrogate(c)) {
      throw new RefusedException(
          Reason.LONE_SURROGATE, "the statement has half of a surrogate pair");
    } else {
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    if (bytes > limits.bytes()) {
      throw new RefusedException(tooLong(limits));
    }
    return c;
  }

  private static Refused tooLong(ParseLimits limits) {
    return new Refused(
        Reason.TOO_LONG, "the statement is longer than " + limits.bytes() + " bytes");
  }

  /** Leaves the walk; never leaves this class. */
  private static final class RefusedException extends Exception {
    private final Refused refused;

    RefusedException(Refused refused) {
      super(refused.message(), null, false, false);
      this.refused = refused;
    }

    RefusedException(Reason reason, String message) {
      this(new Refused(reason, message));
    }
  }
}
