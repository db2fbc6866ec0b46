package dev.pgtier.policies.redact;

import dev.pgtier.parser.lexer.TokenKind;
import java.nio.charset.StandardCharsets;

/**
 * What a constant or a quoted name says, near enough to look for words in it: quotes and escapes
 * are resolved, what cannot be is left as it is.
 */
final class LiteralText {
  private static final int HEX = 16;
  private static final int OCTAL = 8;

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private LiteralText(String text) {
    this.text = text;
  }

  /** The content of a token of this kind; of a name without quotes, the name. */
  static String of(byte[] sql, TokenKind kind, int start, int end) {
    String token = new String(sql, start, end - start, StandardCharsets.UTF_8);
    return switch (kind) {
      case STRING -> string(token);
      case UNICODE_STRING, UNICODE_IDENTIFIER -> new LiteralText(token).quoted(2, Escapes.UNICODE);
      case QUOTED_IDENTIFIER -> new LiteralText(token).quoted(0, Escapes.NONE);
      default -> token;
    };
  }

  /** The length of the tag of {@code $tag$}, with its dollars; 0 for any other token. */
  static int tagLength(byte[] sql, int start, int end) {
    if (sql[start] != '$') {
      return 0;
    }
    int at = start + 1;
    while (at < end && sql[at] != '$') {
      at++;
    }
    return at + 1 - start;
  }

  private enum Escapes {
    NONE,
    /** {@code E'\n'}. */
    C_STYLE,
    /** {@code U&'\0041'}. */
    UNICODE
  }

  private static String string(String token) {
    char first = token.charAt(0);
    if (first == '$') {
      int tag = token.indexOf('$', 1) + 1;
      return token.substring(tag, Math.max(tag, token.length() - tag));
    }
    return first == '\''
        ? new LiteralText(token).quoted(0, Escapes.NONE)
        : new LiteralText(token).quoted(1, Escapes.C_STYLE);
  }

  /**
   * Reads from the quote at {@code open}; a constant that goes on in the next line has another
   * opening quote, and is one all the same.
   */
  private String quoted(int open, Escapes escapes) {
    char quote = text.charAt(open);
    at = open + 1;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        if (at < text.length() && text.charAt(at) == quote) {
          out.append(text.charAt(at++));
        } else {
          int next = text.indexOf(quote, at);
          at = next < 0 ? text.length() : next + 1;
        }
      } else if (c == '\\' && escapes != Escapes.NONE && at < text.length()) {
        escape(escapes);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(Escapes escapes) {
    char c = text.charAt(at);
    if (escapes == Escapes.UNICODE) {
      boolean six = c == '+';
      at += six ? 1 : 0;
      number(HEX, six ? 6 : 4);
      return;
    }
    switch (c) {
      case 'x', 'u', 'U' -> {
        at++;
        number(HEX, c == 'x' ? 2 : c == 'u' ? 4 : 8);
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> number(OCTAL, 3);
      case 'n', 'r', 't', 'b', 'f', 'v' -> {
        at++;
        out.append(' ');
      }
      default -> {
        at++;
        out.append(c);
      }
    }
  }

  private void number(int radix, int most) {
    int value = 0;
    int end = Math.min(text.length(), at + most);
    while (at < end && Character.digit(text.charAt(at), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(at++), radix);
    }
    if (Character.isValidCodePoint(value)) {
      out.appendCodePoint(value);
    }
  }
}
