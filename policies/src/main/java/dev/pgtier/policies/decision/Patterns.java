package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names of a tier's lists: {@code name}, {@code schema.name}, {@code prefix*}. */
final class Patterns {
  private final Set<QualifiedName> exact = new HashSet<>();

  /** By their first character; those of no character at all under 0. */
  private final Map<Character, List<QualifiedName>> prefixes = new HashMap<>();

  Patterns(List<String> patterns) {
    for (String pattern : patterns) {
      int dot = pattern.indexOf('.');
      String schema = dot < 0 ? "" : pattern.substring(0, dot);
      String name = pattern.substring(dot + 1);
      if (name.endsWith("*")) {
        String prefix = name.substring(0, name.length() - 1);
        prefixes
            .computeIfAbsent(first(prefix), key -> new ArrayList<>())
            .add(new QualifiedName(schema, prefix));
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
    return startsWith(name, prefixes.get(first(name.name())))
        || startsWith(name, prefixes.get('\0'));
  }

  private static char first(String name) {
    return name.isEmpty() ? '\0' : name.charAt(0);
  }

  private static boolean startsWith(QualifiedName name, List<QualifiedName> candidates) {
    if (candidates == null) {
      return false;
    }
    for (QualifiedName prefix : candidates) {
      if (name.name().startsWith(prefix.name())
          && (!prefix.qualified() || prefix.schema().equals(name.schema()))) {
        return true;
      }
    }
    return false;
  }
}
