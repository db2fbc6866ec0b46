package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import dev.pgtier.policies.Effect;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * GRANT and REVOKE on objects. What they change stands in the catalogues of one database, but for a
 * few kinds of object, which are the whole server's or lead out of it.
 */
final class PrivilegeHandlers {
  static final Map<String, Handler> ALL = Map.of("GrantStmt", PrivilegeHandlers::grant);

  /** The kinds of object whose privileges reach no further than the database. */
  private static final Set<String> WITHIN =
      Set.of(
          "TABLE",
          "COLUMN",
          "SEQUENCE",
          "SCHEMA",
          "FUNCTION",
          "PROCEDURE",
          "ROUTINE",
          "TYPE",
          "DOMAIN",
          "LARGEOBJECT");

  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of(QualifiedName.PG_CATALOG, "information_schema");

  private PrivilegeHandlers() {}

  private static void grant(Walk walk, Node node, Context context) {
    String command = node.flag("is_grant") ? "GRANT" : "REVOKE";
    String kind = node.text("objtype").replace("OBJECT_", "");
    if (WITHIN.contains(kind) && !ofSystem(node)) {
      walk.found.effect(Effect.PRIVILEGE, command, context);
    } else {
      walk.found.effect(Effect.ROLE, command + " ON " + kind.replace('_', ' '), context);
    }
    node.list("objects").forEach(object -> called(walk, object));
    walk.rest(node, context.writing());
  }

  /** Whether it is of everything in a schema that PostgreSQL brings. */
  private static boolean ofSystem(Node node) {
    return node.text("targtype").equals("ACL_TARGET_ALL_IN_SCHEMA")
        && node.list("objects").stream()
            .anyMatch(schema -> SYSTEM_SCHEMAS.contains(schema.text("sval")));
  }

  /** A function that the tier denies is nobody's to give. */
  private static void called(Walk walk, Node object) {
    if (object.is("ObjectWithArgs")) {
      QualifiedName name = QualifiedName.of(object.list("objname"));
      walk.found.functions.add(
          new FunctionUse(name, object.list("objargs").size(), false, List.of()));
    }
  }
}
