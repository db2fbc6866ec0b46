package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of a tier's lists: {@code name}, {@code schema.name}, {@code prefix*}. */
final class Patterns {
  private final Set<QualifiedName> exact = new HashSet<>();
  private final List<QualifiedName> prefixes = new ArrayList<>();

  Patterns(List<String> patterns) {
    for (String pattern : patterns) {
      int dot = pattern.indexOf('.');
      String schema = dot < 0 ? "" : pattern.substring(0, dot);
      String name = pattern.substring(dot + 1);
      if (name.endsWith("*")) {
        prefixes.add(new QualifiedName(schema, name.substring(0, name.length() - 1)));
      } else {
        exact.add(new QualifiedName(schema, name));
      }
    }
  }

  boolean isEmpty() {
    return exact.isEmpty() && prefixes.isEmpty();
  }

  /** Whether {@code name} is among them; a pattern without a schema holds for all of them. */
  boolean match(QualifiedName name) {
    if (exact.contains(name) || exact.contains(QualifiedName.of(name.name()))) {
      return true;
    }
    for (QualifiedName prefix : prefixes) {
      if (name.name().startsWith(prefix.name())
          && (!prefix.qualified() || prefix.schema().equals(name.schema()))) {
        return true;
      }
    }
    return false;
  }
}
