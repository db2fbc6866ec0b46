package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import java.util.List;

/**
 * A name as PostgreSQL's parser left it: folded, unquoted.
 *
 * @param schema "" where the statement says none
 */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {
  /** The schema of everything that PostgreSQL brings itself. */
  public static final String PG_CATALOG = "pg_catalog";

  public static QualifiedName of(String name) {
    return new QualifiedName("", name);
  }

  public static QualifiedName system(String name) {
    return new QualifiedName(PG_CATALOG, name);
  }

  /** From a list of strings; a database before the schema is dropped, as PostgreSQL does. */
  static QualifiedName of(List<Node> parts) {
    int last = parts.size() - 1;
    String name = last < 0 ? "" : string(parts.get(last));
    return new QualifiedName(last < 1 ? "" : string(parts.get(last - 1)), name);
  }

  private static String string(Node node) {
    return node.is("String") ? node.text("sval") : "";
  }

  public boolean qualified() {
    return !schema.isEmpty();
  }

  @Override
  public int compareTo(QualifiedName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  /** {@code schema.name}, or the name alone. */
  @Override
  public String toString() {
    return qualified() ? schema + "." + name : name;
  }
}
