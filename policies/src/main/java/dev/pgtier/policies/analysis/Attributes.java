package dev.pgtier.policies.analysis;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The names behind dots in one statement, and the aliases of functions in any FROM of it. */
final class Attributes {
  private final Set<Dotted> names = new LinkedHashSet<>();
  private final Set<String> functions = new HashSet<>();
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
   */
  void function(Optional<String> alias) {
    alias.ifPresentOrElse(functions::add, () -> unknownFunction = true);
  }

  Set<AttributeUse> all() {
    Set<AttributeUse> all = new LinkedHashSet<>();
    for (Dotted dotted : names) {
      boolean ofRow = dotted.before().isPresent() && !mayBeFunction(dotted.before().get());
      all.add(new AttributeUse(dotted.name(), ofRow));
    }
    return all;
  }

  private boolean mayBeFunction(String name) {
    return unknownFunction || functions.contains(name);
  }
}
