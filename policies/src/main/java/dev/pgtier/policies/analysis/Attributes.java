package dev.pgtier.policies.analysis;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The names behind dots in one statement, and the aliases of functions in any FROM of it. */
final class Attributes {
  private final Set<Dotted> names = new LinkedHashSet<>();
  private final Map<String, Set<String>> functions = new HashMap<>();
  private boolean unknownFunction;

  private record Dotted(Optional<String> before, String name) {}

  /**
   * @param before the name in front of the dot; empty for any other expression
   */
  void add(Optional<String> before, String name) {
    names.add(new Dotted(before, name));
  }

  /**
   * FROM has a function. Its value may be anything, while a table, a subquery, a CTE, VALUES, a
   * join and a table function of XML or JSON give rows.
   *
   * @param alias empty if only the server knows by which name it goes
   * @param columns that the alias gives names to: these win over functions
   */
  void function(Optional<String> alias, Set<String> columns) {
    // One alias may stand in several FROMs: only what all of them have is a column for certain.
    alias.ifPresentOrElse(
        name -> functions.merge(name, columns, Attributes::common), () -> unknownFunction = true);
  }

  private static Set<String> common(Set<String> one, Set<String> other) {
    return one.stream().filter(other::contains).collect(Collectors.toUnmodifiableSet());
  }

  Set<AttributeUse> all() {
    Set<AttributeUse> all = new LinkedHashSet<>();
    for (Dotted dotted : names) {
      boolean ofRow = dotted.before().isPresent() && !mayBeFunction(dotted);
      all.add(new AttributeUse(dotted.name(), ofRow));
    }
    return all;
  }

  private boolean mayBeFunction(Dotted dotted) {
    Set<String> columns = functions.get(dotted.before().orElseThrow());
    return unknownFunction || (columns != null && !columns.contains(dotted.name()));
  }
}
