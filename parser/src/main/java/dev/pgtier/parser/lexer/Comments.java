package dev.pgtier.parser.lexer;

import java.util.Arrays;

/**
 * Makes a text without comments that means the same. libpg_query gives the grammar comments as
 * tokens, which PostgreSQL does not, so that it refuses what the server runs: a comment between NOT
 * and IN, WITH and ORDINALITY, NULLS and FIRST, {@code U&'…'} and UESCAPE, or between two parts of
 * one string constant. A text that went through here is read alike by both.
 */
public final class Comments {
  private Comments() {}

  /**
   * A copy of {@code length} bytes with a space for each byte of a comment, so that every other
   * byte keeps its place. One block comment stays between two string constants, as without it they
   * could become one. A text that cannot be read stays as it is.
   */
  public static byte[] blank(byte[] utf8, int offset, int length) {
    byte[] original = Arrays.copyOfRange(utf8, offset, offset + length);
    byte[] copy = original.clone();
    PostgresLexer lexer = new PostgresLexer().reset(original);
    boolean afterString = false;
    int blockStart = -1;
    int blockEnd = -1;
    TokenKind kind = lexer.nextOrComment();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      int start = lexer.start();
      int end = lexer.end();
      if (kind.isComment()) {
        Arrays.fill(copy, start, end, (byte) ' ');
        if (kind == TokenKind.BLOCK_COMMENT) {
          blockStart = start;
          blockEnd = end;
        }
      } else {
        if (afterString && blockStart >= 0 && copy[start] == '\'') {
          System.arraycopy(original, blockStart, copy, blockStart, blockEnd - blockStart);
        }
        blockStart = -1;
        afterString = kind.isConstant() && copy[end - 1] == '\'';
        if (afterString && lexer.commentInConstant()) {
          blankWithin(copy, start, end);
        }
      }
      kind = lexer.nextOrComment();
    }
    return kind == TokenKind.ERROR ? original : copy;
  }

  /** Blanks the comments between the parts of a string constant. */
  private static void blankWithin(byte[] text, int start, int end) {
    boolean escapes = text[start] == 'e' || text[start] == 'E';
    int at = start;
    while (text[at] != '\'') {
      at++;
    }
    at++;
    while (at < end - 1) {
      if (text[at] == '\\' && escapes) {
        at += 2;
      } else if (text[at] != '\'') {
        at++;
      } else if (text[at + 1] == '\'') {
        at += 2;
      } else {
        int next = Continuation.find(text, at + 1, end);
        blankLines(text, at + 1, next);
        at = next;
      }
    }
  }

  private static void blankLines(byte[] text, int from, int to) {
    int at = from;
    while (at < to) {
      if (text[at] == '-') {
        int lineEnd = Continuation.lineEnd(text, at, to);
        Arrays.fill(text, at, lineEnd, (byte) ' ');
        at = lineEnd;
      }
      at++;
    }
  }
}
