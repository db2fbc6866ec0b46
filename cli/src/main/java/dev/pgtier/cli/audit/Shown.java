package dev.pgtier.cli.audit;

/**
 * Text of clients as a terminal may show it: in one line, without anything that would move the
 * cursor, change colours or reorder letters.
 */
final class Shown {
  private static final char CONTROL_PICTURES = '\u2400';
  private static final char DELETE_PICTURE = '\u2421';
  private static final char REPLACEMENT = '\uFFFD';
  private static final String ELLIPSIS = "…";

  private Shown() {}

  /** The text in one line: runs of white space become one space. */
  static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean space = false;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      boolean white = c == ' ' || (c >= '\t' && c <= '\r') || Character.isSpaceChar(c);
      if (!white) {
        if (space && out.length() > 0) {
          out.append(' ');
        }
        out.appendCodePoint(visible(c));
      }
      space = white;
    }
    return out.toString();
  }

  private static int visible(int c) {
    if (c < ' ') {
      return CONTROL_PICTURES + c;
    }
    if (c == 0x7F) {
      return DELETE_PICTURE;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          REPLACEMENT;
      default -> c;
    };
  }

  /** How many columns of a terminal it takes. */
  static int width(String text) {
    return text.codePoints().map(Shown::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }

  /** At most so many columns, with an ellipsis where something is left out. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int used = 1;
    for (int c : text.codePoints().toArray()) {
      used += width(c);
      if (used > columns) {
        break;
      }
      out.appendCodePoint(c);
    }
    return out.append(ELLIPSIS).toString();
  }

  /** With spaces behind it to so many columns. */
  static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }
}
