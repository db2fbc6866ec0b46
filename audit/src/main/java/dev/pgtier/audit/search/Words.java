package dev.pgtier.audit.search;

import java.util.ArrayList;
import java.util.List;

/**
 * What a value is compared with, as it is typed: {@code *} stands for anything, a leading {@code !}
 * excludes, and a backslash takes either of its meaning.
 */
record Words(String pattern) {
  /** No character: PostgreSQL's texts have none of it, and none is typed. */
  private static final String ANYTHING = "\uFFFF*";

  /** Whether what matches is left out. */
  boolean excludes() {
    return pattern.startsWith("!");
  }

  /**
   * A condition on one column.
   *
   * @param values gets what the condition binds
   */
  String compare(String column, List<Object> values) {
    values.add(isWild() ? like() : plain());
    return isWild() ? column + " LIKE ? ESCAPE '\\'" : column + " = ?";
  }

  /** A condition on a column that holds a list. */
  String compareAny(String column, List<Object> values) {
    values.add(isWild() ? like() : plain());
    return isWild()
        ? "len(list_filter(%s, lambda item: item LIKE ? ESCAPE '\\')) > 0".formatted(column)
        : "list_contains(%s, ?)".formatted(column);
  }

  private boolean isWild() {
    return pieces(false).contains(ANYTHING);
  }

  private String like() {
    return String.join("", pieces(true)).replace(ANYTHING, "%");
  }

  private String plain() {
    return String.join("", pieces(false));
  }

  /**
   * Character by character.
   *
   * @param escaped for LIKE
   */
  private List<String> pieces(boolean escaped) {
    List<String> pieces = new ArrayList<>();
    for (int at = excludes() ? 1 : 0; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '*') {
        pieces.add(ANYTHING);
        continue;
      }
      if (c == '\\' && at + 1 < pattern.length()) {
        c = pattern.charAt(++at);
      }
      boolean special = c == '%' || c == '_' || c == '\\';
      pieces.add(escaped && special ? "\\" + c : String.valueOf(c));
    }
    return pieces;
  }
}
