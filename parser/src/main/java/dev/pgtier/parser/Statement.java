package dev.pgtier.parser;

/**
 * One statement of a text. Its range begins at its first token, without the white space and
 * comments before it, and ends before its semicolon.
 *
 * @param node the statement's node, such as {@code SelectStmt}
 * @param start in bytes of the text in UTF-8, from 0
 * @param length in bytes
 */
public record Statement(Node node, int start, int length) {
  /** The end of the range in bytes; what follows is a semicolon or nothing. */
  public int end() {
    return start + length;
  }

  /**
   * The statement's part of the text that it was parsed from.
   *
   * @param sql the whole text
   */
  public String textIn(String sql) {
    return sql.substring(charStart(sql), charEnd(sql));
  }

  /** {@link #start} as an index into {@code sql}, the whole text. */
  public int charStart(String sql) {
    return Utf8.charIndex(sql, start);
  }

  /** {@link #end} as an index into {@code sql}, the whole text. */
  public int charEnd(String sql) {
    return Utf8.charIndex(sql, end());
  }
}
