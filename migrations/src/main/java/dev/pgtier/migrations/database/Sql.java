package dev.pgtier.migrations.database;

/** Texts as parts of SQL. */
public final class Sql {
  private Sql() {}

  /** A quoted identifier. */
  public static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** A quoted name of a relation. */
  public static String name(String schema, String relation) {
    return name(schema) + "." + name(relation);
  }

  /** A string constant, whatever standard_conforming_strings says. */
  public static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.contains("\\") ? "E" + quoted.replace("\\", "\\\\") : quoted;
  }
}
