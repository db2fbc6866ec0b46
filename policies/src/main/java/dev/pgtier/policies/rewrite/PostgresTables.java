package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The relations of PostgreSQL's tree as they are written, CTE or not: two parsers are compared by
 * what they read, before anybody looks for what a name means.
 */
final class PostgresTables {
  private PostgresTables() {}

  /** Database, schema and name of each, "" for what is not written. */
  static Set<List<String>> of(Node statement) {
    Set<List<String>> names = new HashSet<>();
    statement.forEachBelow(
        node -> {
          if (node.is("RangeVar")) {
            names.add(
                List.of(node.text("catalogname"), node.text("schemaname"), node.text("relname")));
          }
        });
    return names;
  }
}
