package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A SELECT that does nothing but set, each setting once: {@code SELECT set_config(…)}, or with the
 * list of settings in FROM and {@code WHERE name = 'x'}, as pgAdmin says it.
 */
final class SetConfig {
  /** A SELECT with other fields than these may run its targets more or less often than once. */
  private static final Set<String> BARE = Set.of("targetList", "limitOption", "op");

  private static final Set<String> OVER_SETTINGS =
      Set.of("targetList", "fromClause", "whereClause", "limitOption", "op");

  private static final String SEARCH_PATH = "search_path";

  private SetConfig() {}

  static boolean is(Node select) {
    List<Node> targets = select.list("targetList");
    if (targets.isEmpty() || !targets.stream().allMatch(SetConfig::isCall)) {
      return false;
    }
    return BARE.containsAll(select.names())
        || (OVER_SETTINGS.containsAll(select.names())
            && targets.stream().noneMatch(SetConfig::setsSearchPath)
            && isList(select.list("fromClause"))
            && select.node("whereClause").filter(SetConfig::isOfOne).isPresent());
  }

  /** The use of a setting in such a SELECT. */
  static SettingUse alone(SettingUse use) {
    return use.kind() == SettingUse.Kind.SET_CONFIG_WITHIN
        ? new SettingUse(SettingUse.Kind.SET_CONFIG, use.name(), use.values(), use.local())
        : use;
  }

  private static boolean isCall(Node target) {
    return target
        .node("val")
        .filter(value -> value.is("FuncCall") && isSystem(value.list("funcname"), "set_config"))
        .map(call -> call.list("args"))
        .filter(SetConfig::areConstants)
        .isPresent();
  }

  /** The value may be a parameter: which setting it is of is known all the same. */
  private static boolean areConstants(List<Node> arguments) {
    return arguments.size() == 3
        && isConstant(arguments.get(0), "A_Const")
        && (isConstant(arguments.get(1), "A_Const") || isConstant(arguments.get(1), "ParamRef"))
        && isConstant(arguments.get(2), "A_Const");
  }

  private static boolean isConstant(Node node, String tag) {
    return node.is(tag)
        || (node.is("TypeCast")
            && node.node("arg").filter(arg -> isConstant(arg, tag)).isPresent()
            && node.node("typeName")
                .map(type -> type.list("names"))
                .filter(type -> isSystem(type, "text") || isSystem(type, "bool"))
                .isPresent());
  }

  private static boolean setsSearchPath(Node target) {
    return target.node("val").stream()
        .flatMap(call -> call.list("args").stream().limit(1))
        .noneMatch(name -> text(name).filter(text -> !text.equals(SEARCH_PATH)).isPresent());
  }

  private static Optional<String> text(Node constant) {
    return constant.node("sval").map(value -> value.text("sval")).map(String::toLowerCase);
  }

  /** Whether FROM is the list of all settings, by itself. */
  private static boolean isList(List<Node> from) {
    if (from.size() != 1) {
      return false;
    }
    Node only = from.get(0);
    if (only.is("RangeVar")) {
      String schema = only.text("schemaname");
      return only.text("relname").equals("pg_settings")
          && (schema.isEmpty() || schema.equals(QualifiedName.PG_CATALOG));
    }
    List<Node> functions = only.is("RangeFunction") ? only.list("functions") : List.of();
    return functions.size() == 1
        && functions.get(0).is("List")
        && functions.get(0).list("items").stream()
            .filter(item -> item.is("FuncCall"))
            .anyMatch(call -> isSystem(call.list("funcname"), "pg_show_all_settings"));
  }

  /** {@code name = 'x'}. */
  private static boolean isOfOne(Node where) {
    return where.is("A_Expr")
        && where.text("kind").equals("AEXPR_OP")
        && QualifiedName.of(where.list("name")).toString().equals("=")
        && where
            .node("lexpr")
            .filter(left -> left.is("ColumnRef") && left.list("fields").size() == 1)
            .map(left -> left.list("fields").get(0))
            .filter(name -> name.is("String") && name.text("sval").equals("name"))
            .isPresent()
        && where.node("rexpr").filter(right -> right.is("A_Const")).isPresent();
  }

  private static boolean isSystem(List<Node> parts, String name) {
    QualifiedName used = QualifiedName.of(parts);
    return used.name().equals(name)
        && (!used.qualified() || used.schema().equals(QualifiedName.PG_CATALOG));
  }
}
