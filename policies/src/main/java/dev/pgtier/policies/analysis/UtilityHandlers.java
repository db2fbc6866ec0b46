package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import dev.pgtier.policies.Effect;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Commands that carry a query, or name cursors, prepared statements and objects. */
final class UtilityHandlers {
  static final Map<String, Handler> ALL =
      Map.ofEntries(
          Map.entry("CopyStmt", UtilityHandlers::copy),
          Map.entry("ExplainStmt", UtilityHandlers::explain),
          Map.entry("PrepareStmt", UtilityHandlers::prepare),
          Map.entry("ExecuteStmt", UtilityHandlers::execute),
          Map.entry("DeclareCursorStmt", UtilityHandlers::declare),
          Map.entry("FetchStmt", UtilityHandlers::fetch),
          Map.entry("ClosePortalStmt", UtilityHandlers::close),
          Map.entry("DeallocateStmt", UtilityHandlers::deallocate),
          Map.entry("CreateTableAsStmt", UtilityHandlers::createTableAs),
          Map.entry("DropStmt", UtilityHandlers::drop),
          Map.entry("CommentStmt", UtilityHandlers::comment));

  /** CURSOR_OPT_HOLD of parsenodes.h. */
  private static final long HOLD = 0x0020;

  private static final Set<String> RELATION_KINDS =
      Set.of("TABLE", "VIEW", "MATVIEW", "FOREIGN_TABLE", "SEQUENCE", "INDEX");
  private static final Set<String> PARTS_OF_RELATIONS =
      Set.of("COLUMN", "TABCONSTRAINT", "TRIGGER", "RULE", "POLICY");

  private UtilityHandlers() {}

  private static void copy(Walk walk, Node node, Context context) {
    boolean from = node.flag("is_from");
    String command = from ? "COPY FROM" : "COPY TO";
    if (node.has("filename") || node.flag("is_program")) {
      String target = node.flag("is_program") ? " PROGRAM" : " a file";
      walk.found.effect(Effect.FILE, command + target, context);
    }
    walk.found.effect(from ? Effect.COPY_IN : Effect.COPY_OUT, command, context);
    if (from && !node.has("filename") && !node.flag("is_program")) {
      walk.found.traits.add(Trait.COPY_FROM_CLIENT);
    }
    if (node.list("options").stream().anyMatch(UtilityHandlers::isBinary)) {
      walk.found.traits.add(Trait.COPY_BINARY);
    }
    walk.field(node, "relation", from ? context.writing() : context.reading());
    if (!from && node.has("relation") && !node.has("attlist")) {
      walk.found.columns.add("*");
    }
    for (Node column : node.list("attlist")) {
      walk.found.columns.add(column.text("sval"));
    }
    walk.rest(node, context.reading(), "relation");
  }

  private static boolean isBinary(Node option) {
    return option.text("defname").equals("format")
        && option.node("arg").filter(value -> value.is("String")).isPresent()
        && option.node("arg").get().text("sval").equals("binary");
  }

  private static void explain(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.EXPLAIN, "EXPLAIN", context);
    boolean executes = false;
    for (Node option : node.list("options")) {
      executes |= option.text("defname").equalsIgnoreCase("analyze") && !isFalse(option);
      if (option.has("arg")) {
        walk.found.traits.add(Trait.CONSTANTS_MATTER);
      }
    }
    walk.rest(node, executes ? context : context.planning());
  }

  /** What defGetBoolean calls false; everything else may be true. */
  private static boolean isFalse(Node option) {
    return option
        .node("arg")
        .map(
            value ->
                value.is("Integer")
                    ? value.number("ival") == 0
                    : value.is("String")
                        && (value.text("sval").equalsIgnoreCase("false")
                            || value.text("sval").equalsIgnoreCase("off")))
        .orElse(false);
  }

  private static void prepare(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.PREPARE, "PREPARE", context);
    name(walk, NameUse.Kind.STATEMENT, NameUse.Action.DEFINE, node.text("name"));
    walk.rest(node, context);
  }

  private static void execute(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.PREPARE, "EXECUTE", context);
    name(walk, NameUse.Kind.STATEMENT, NameUse.Action.USE, node.text("name"));
    walk.rest(node, context);
  }

  private static void declare(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.CURSOR, "DECLARE CURSOR", context);
    name(walk, NameUse.Kind.CURSOR, NameUse.Action.DEFINE, node.text("portalname"));
    if ((node.number("options") & HOLD) != 0) {
      walk.found.traits.add(Trait.HOLD);
    }
    walk.rest(node, context);
  }

  private static void fetch(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.CURSOR, node.flag("ismove") ? "MOVE" : "FETCH", context);
    name(walk, NameUse.Kind.CURSOR, NameUse.Action.USE, node.text("portalname"));
  }

  private static void close(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.CURSOR, "CLOSE", context);
    name(walk, NameUse.Kind.CURSOR, NameUse.Action.DROP, node.text("portalname"));
  }

  private static void deallocate(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.PREPARE, "DEALLOCATE", context);
    name(walk, NameUse.Kind.STATEMENT, NameUse.Action.DROP, node.text("name"));
  }

  private static void name(Walk walk, NameUse.Kind kind, NameUse.Action action, String name) {
    walk.found.names.add(new NameUse(kind, action, name));
  }

  private static void createTableAs(Walk walk, Node node, Context context) {
    boolean materialized = node.text("objtype").equals("OBJECT_MATVIEW");
    String command = materialized ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
    walk.found.effect(Effect.DDL, command, context);
    walk.rest(node, context);
  }

  private static void drop(Walk walk, Node node, Context context) {
    String kind = node.text("removeType").replace("OBJECT_", "");
    String shown = kind.equals("MATVIEW") ? "MATERIALIZED VIEW" : kind.replace('_', ' ');
    Effect effect =
        switch (kind) {
          case "POLICY" -> Effect.PRIVILEGE;
          case "PUBLICATION" -> Effect.REPLICATION;
          default -> Effect.DDL;
        };
    walk.found.effect(effect, "DROP " + shown, context);
    node.list("objects").forEach(object -> object(walk, kind, object));
    walk.rest(node, context.writing());
  }

  private static void comment(Walk walk, Node node, Context context) {
    walk.found.effect(Effect.DDL, "COMMENT", context);
    String kind = node.text("objtype").replace("OBJECT_", "");
    node.node("object").ifPresent(object -> object(walk, kind, object));
    walk.rest(node, context.writing());
  }

  /** A list of strings: the name of a relation, or of something that belongs to one. */
  private static void object(Walk walk, String kind, Node object) {
    if (!object.is("List")) {
      return;
    }
    List<Node> parts = object.list("items");
    int length = parts.size() - (PARTS_OF_RELATIONS.contains(kind) ? 1 : 0);
    if (length > 0 && (RELATION_KINDS.contains(kind) || PARTS_OF_RELATIONS.contains(kind))) {
      QualifiedName name = QualifiedName.of(parts.subList(0, length));
      walk.found.relations.add(new RelationUse(name, true));
    }
  }
}
