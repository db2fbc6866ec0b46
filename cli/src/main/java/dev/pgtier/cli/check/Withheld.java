package dev.pgtier.cli.check;

import dev.pgtier.policies.Tier;
import java.util.List;
import java.util.Set;

/** Which relations and columns a tier keeps back, by its {@code relations}. */
final class Withheld {
  private static final Set<String> SYSTEM = Set.of("pg_catalog", "information_schema");

  private final List<String> allowed;
  private final List<String> relations;
  private final List<String> columns;

  Withheld(Tier tier) {
    allowed = tier.relations().allow();
    relations = tier.relations().deny().stream().filter(name -> !isColumn(name)).toList();
    columns = tier.relations().deny().stream().filter(Withheld::isColumn).toList();
  }

  boolean nothing() {
    return allowed.isEmpty() && relations.isEmpty() && columns.isEmpty();
  }

  /** Whether the whole relation is kept back. */
  boolean relation(String schema, String relation) {
    String name = schema + "." + relation;
    return matches(relations, name)
        || (!allowed.isEmpty() && !SYSTEM.contains(schema) && !matches(allowed, name));
  }

  /** The columns of a relation that are kept back, plain. */
  List<String> columns(String schema, String relation) {
    String start = schema + "." + relation + ".";
    return columns.stream()
        .filter(name -> name.startsWith(start))
        .map(name -> name.substring(start.length()))
        .toList();
  }

  /** Relations of which single columns are kept back, each as {@code schema.relation}. */
  List<String> relationsOfColumns() {
    return columns.stream()
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .distinct()
        .toList();
  }

  /**
   * Whether {@code name} is among patterns: {@code *} may end one, and one without a dot holds in
   * every schema.
   */
  static boolean matches(List<String> patterns, String name) {
    String last = name.substring(name.indexOf('.') + 1);
    return patterns.stream()
        .anyMatch(
            pattern -> {
              String text = pattern.contains(".") ? name : last;
              return pattern.endsWith("*")
                  ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                  : text.equals(pattern);
            });
  }

  private static boolean isColumn(String pattern) {
    return pattern.indexOf('.') != pattern.lastIndexOf('.');
  }
}
