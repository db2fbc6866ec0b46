package dev.pgtier.policies.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a session knows that its statements depend on.
 *
 * @param user the upstream's role, for which {@code $user} stands in a search_path
 * @param searchPath its schemas as {@code SET search_path} names them, each folded and unquoted
 */
public record SessionFacts(Optional<String> user, List<String> searchPath) {
  /** A session that has set nothing, of a role that nobody told. */
  public static final SessionFacts DEFAULT =
      new SessionFacts(Optional.empty(), List.of("$user", "public"));

  public SessionFacts {
    searchPath = List.copyOf(searchPath);
  }

  /** The schemas in which an unqualified name is looked up, in this order. */
  List<String> schemas() {
    List<String> schemas = new ArrayList<>();
    if (!searchPath.contains("pg_catalog")) {
      schemas.add("pg_catalog");
    }
    for (String schema : searchPath) {
      if (schema.equals("$user")) {
        user.ifPresent(schemas::add);
      } else if (!schema.toLowerCase(Locale.ROOT).startsWith("pg_temp")) {
        schemas.add(schema);
      }
    }
    return schemas;
  }
}
