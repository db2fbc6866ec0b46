package dev.pgtier.parser.lexer;

/**
 * The rule by which a string constant goes on further down: SQL wants a line's end between the two
 * parts.
 */
final class Continuation {
  private Continuation() {}

  /**
   * Where a string goes on whose closing quote stands before {@code from}, or -1 where it ends. It
   * goes on after a quote that only white space with at least one line's end, and comments to the
   * end of a line, separate from it.
   */
  static int find(byte[] text, int from, int limit) {
    int at = from;
    boolean newLine = false;
    while (at < limit) {
      byte c = text[at];
      if (c == '\n' || c == '\r') {
        newLine = true;
      } else if (c == '-' && at + 1 < limit && text[at + 1] == '-') {
        at = lineEnd(text, at, limit);
        continue;
      } else if (c == '\'') {
        return newLine ? at + 1 : -1;
      } else if (!Characters.isSpace(c & 0xFF)) {
        return -1;
      }
      at++;
    }
    return -1;
  }

  /**
   * Where the line ends in which {@code from} stands: at its CR or LF, at a zero byte or at the end
   * of the text.
   */
  static int lineEnd(byte[] text, int from, int limit) {
    int at = from;
    while (at < limit && text[at] != '\n' && text[at] != '\r' && text[at] != 0) {
      at++;
    }
    return at;
  }
}
