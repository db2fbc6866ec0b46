package dev.pgtier.parser.lexer;

/**
 * A token for callers who may make garbage.
 *
 * @param start where it starts, in chars of the string it was read from
 * @param end the char after it
 * @param text how it is spelled there
 */
public record Token(TokenKind kind, int start, int end, String text) {
  /** Whether nothing stands between this token and the next. */
  public boolean touches(Token next) {
    return end == next.start;
  }
}
