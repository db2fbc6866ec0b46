package dev.pgtier.migrations.schema;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One object of a schema, or one fact of it that changes on its own, such as a grant.
 *
 * @param kind in PostgreSQL's words: table, column, constraint, materialized view …
 * @param name qualified and quoted where it must be
 * @param relation the table or view that it is, or is a part of
 * @param definition in SQL, as the server spells it; "" where the name says it all
 * @param counted whether it is part of the fingerprint
 */
public record SchemaObject(
    String kind, String name, Optional<String> relation, String definition, boolean counted)
    implements Comparable<SchemaObject> {
  static final String COLUMN_ORDER = "column order";
  static final String OWNER = "owner";

  private static final int FIELDS = 5;
  private static final Comparator<SchemaObject> ORDER =
      Comparator.comparing(SchemaObject::kind)
          .thenComparing(SchemaObject::name)
          .thenComparing(SchemaObject::definition);

  /** A row of the query. */
  static SchemaObject of(List<String> row) {
    if (row.size() != FIELDS) {
      throw new IllegalArgumentException("a row of a schema has five values, not " + row.size());
    }
    String kind = row.get(0);
    String definition = row.get(3) == null ? "" : row.get(3).strip();
    return new SchemaObject(
        kind,
        row.get(1),
        Optional.ofNullable(row.get(2)),
        Spelling.settled(kind, definition),
        row.get(4).equals("t"));
  }

  /** What two schemas have in common if both have it, whatever its definition. */
  String identity() {
    return kind + " " + name;
  }

  @Override
  public int compareTo(SchemaObject other) {
    return ORDER.compare(this, other);
  }
}
