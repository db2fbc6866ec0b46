package dev.pgtier.migrations.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A column of a table on a page: its title, and how its values are set. */
record Column(String title, Kind kind) {
  /** The class that the style knows by the same name in lower case. */
  enum Kind {
    NUMBER,
    WORD,
    STATE,
    TEXT,
    CODE
  }

  /**
   * From titles that begin with {@code #} (a number), {@code !} (a state), {@code =} (text) or
   * {@code :} (code).
   */
  static List<Column> of(String... titles) {
    return Arrays.stream(titles).map(Column::of).toList();
  }

  private static Column of(String title) {
    return switch (title.charAt(0)) {
      case '#' -> new Column(title.substring(1), Kind.NUMBER);
      case '!' -> new Column(title.substring(1), Kind.STATE);
      case '=' -> new Column(title.substring(1), Kind.TEXT);
      case ':' -> new Column(title.substring(1), Kind.CODE);
      default -> new Column(title, Kind.WORD);
    };
  }

  String style() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
