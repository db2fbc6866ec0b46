package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands in expressions: calls, operators, types, columns, constants. */
final class ExpressionHandlers {
  static final Map<String, Handler> ALL =
      Map.ofEntries(
          Map.entry("FuncCall", ExpressionHandlers::call),
          Map.entry("SQLValueFunction", ExpressionHandlers::valueFunction),
          Map.entry("A_Expr", ExpressionHandlers::operation),
          Map.entry("SubLink", ExpressionHandlers::subquery),
          Map.entry("CaseExpr", ExpressionHandlers::choice),
          Map.entry("SortBy", ExpressionHandlers::sort),
          Map.entry("TypeName", ExpressionHandlers::type),
          Map.entry("ColumnRef", ExpressionHandlers::column),
          Map.entry("A_Indirection", ExpressionHandlers::indirection),
          Map.entry("A_Const", ExpressionHandlers::constant));

  /** They try a value of the type that their second argument names, with all that this runs. */
  private static final Set<String> BY_TYPE = Set.of("pg_input_is_valid", "pg_input_error_info");

  private static final Set<String> BY_SETTING = Set.of("set_config", "current_setting");
  private static final Set<String> PATTERN_OPERATORS =
      Set.of("~", "~*", "!~", "!~*", "~~", "~~*", "!~~", "!~~*", "^@");

  private ExpressionHandlers() {}

  private static void call(Walk walk, Node node, Context context) {
    QualifiedName name = QualifiedName.of(node.list("funcname"));
    List<Node> arguments = node.list("args");
    int ordered = node.flag("agg_within_group") ? node.list("agg_order").size() : 0;
    List<Optional<String>> constants =
        BY_SETTING.contains(name.name()) || BY_TYPE.contains(name.name())
            ? constants(arguments)
            : List.of();
    FunctionUse use =
        new FunctionUse(name, arguments.size() + ordered, node.flag("func_variadic"), constants);
    walk.found.functions.add(use);
    if (name.name().equals("set_config")) {
      walk.found.settings.add(setConfig(use, arguments));
    } else if (name.name().equals("current_setting")) {
      walk.found.settings.add(setting(use, SettingUse.Kind.CURRENT_SETTING));
    } else if (BY_TYPE.contains(name.name())) {
      walk.found.traits.add(Trait.CONSTANTS_MATTER);
      TypeText.read(use.constant(1)).ifPresent(walk.found.types::add);
    }
    walk.rest(node, context, "funcname");
  }

  private static SettingUse setting(FunctionUse use, SettingUse.Kind kind) {
    Optional<List<String>> values =
        kind == SettingUse.Kind.CURRENT_SETTING ? Optional.empty() : use.constant(1).map(List::of);
    return new SettingUse(
        kind, use.constant(0).map(name -> name.toLowerCase(Locale.ROOT)), values, false);
  }

  /** Where nobody can tell whether it ends with the transaction, nobody can tell what it sets. */
  private static SettingUse setConfig(FunctionUse use, List<Node> arguments) {
    SettingUse set = setting(use, SettingUse.Kind.SET_CONFIG_WITHIN);
    Optional<Boolean> local =
        arguments.size() == 3 && arguments.get(2).is("A_Const")
            ? arguments.get(2).node("boolval").map(flag -> flag.flag("boolval"))
            : Optional.empty();
    return new SettingUse(
        set.kind(),
        set.name(),
        local.isPresent() ? set.values() : Optional.empty(),
        local.orElse(false));
  }

  private static List<Optional<String>> constants(List<Node> arguments) {
    if (arguments.stream().anyMatch(argument -> argument.is("NamedArgExpr"))) {
      return List.of();
    }
    return arguments.stream().map(ExpressionHandlers::text).toList();
  }

  /** The text of {@code 'x'} and {@code 'x'::text}. */
  private static Optional<String> text(Node node) {
    if (node.is("A_Const")) {
      return node.node("sval").map(string -> string.text("sval"));
    }
    boolean cast =
        node.is("TypeCast")
            && node.node("typeName")
                .filter(type -> !type.has("typmods") && !type.has("arrayBounds"))
                .map(type -> QualifiedName.of(type.list("names")))
                .filter(type -> !type.qualified() || type.schema().equals("pg_catalog"))
                .filter(type -> type.name().equals("text"))
                .isPresent();
    return cast ? node.node("arg").flatMap(ExpressionHandlers::text) : Optional.empty();
  }

  private static void valueFunction(Walk walk, Node node, Context context) {
    String name = node.text("op").replace("SVFOP_", "").toLowerCase(Locale.ROOT);
    String plain = name.endsWith("_n") ? name.substring(0, name.length() - 2) : name;
    walk.found.functions.add(new FunctionUse(QualifiedName.system(plain), 0, false, List.of()));
    walk.rest(node, context);
  }

  private static void operation(Walk walk, Node node, Context context) {
    QualifiedName name = QualifiedName.of(node.list("name"));
    boolean unary = !node.has("lexpr");
    List<String> operators =
        switch (node.text("kind")) {
          case "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN", "AEXPR_BETWEEN_SYM", "AEXPR_NOT_BETWEEN_SYM" ->
              List.of("<", "<=", ">", ">=");
          default -> List.of();
        };
    if (operators.isEmpty()) {
      walk.found.operators.add(new OperatorUse(name, unary));
    }
    operators.forEach(
        each -> walk.found.operators.add(new OperatorUse(QualifiedName.of(each), false)));
    if (PATTERN_OPERATORS.contains(name.name())) {
      node.node("rexpr").ifPresent(right -> patterns(walk, right));
    }
    walk.rest(node, context, "name");
  }

  private static void patterns(Walk walk, Node right) {
    right.forEachBelow(
        below -> {
          if (below.is("A_Const")) {
            below
                .node("sval")
                .ifPresent(text -> walk.found.literals.add(new Literal(text.text("sval"), true)));
          }
        });
  }

  private static void subquery(Walk walk, Node node, Context context) {
    List<Node> operator = node.list("operName");
    if (!operator.isEmpty()) {
      walk.found.operators.add(new OperatorUse(QualifiedName.of(operator), false));
    } else if (node.has("testexpr")) {
      walk.found.operators.add(new OperatorUse(QualifiedName.of("="), false));
    }
    walk.rest(node, context.reading(), "operName");
  }

  private static void choice(Walk walk, Node node, Context context) {
    if (node.has("arg")) {
      walk.found.operators.add(new OperatorUse(QualifiedName.of("="), false));
    }
    walk.rest(node, context);
  }

  private static void sort(Walk walk, Node node, Context context) {
    List<Node> operator = node.list("useOp");
    if (!operator.isEmpty()) {
      walk.found.operators.add(new OperatorUse(QualifiedName.of(operator), false));
    }
    walk.rest(node, context, "useOp");
  }

  private static void type(Walk walk, Node node, Context context) {
    QualifiedName name = QualifiedName.of(node.list("names"));
    if (!node.flag("pct_type") && !name.schema().equals(QualifiedName.PG_CATALOG)) {
      walk.found.types.add(name);
    }
    walk.rest(node, context, "names");
  }

  private static void column(Walk walk, Node node, Context context) {
    List<Node> parts = node.list("fields");
    // What stands before a dot is a relation or its schema, never a column.
    boolean qualified = parts.size() > 1;
    List<Node> columns = qualified ? parts.subList(1, parts.size()) : parts;
    names(walk, columns);
    if (qualified) {
      for (int i = 1; i < parts.size(); i++) {
        attribute(walk, Optional.of(parts.get(i - 1).text("sval")), parts.get(i));
      }
    }
  }

  private static void indirection(Walk walk, Node node, Context context) {
    List<Node> parts = node.list("indirection");
    names(walk, parts);
    parts.forEach(part -> attribute(walk, Optional.empty(), part));
    walk.rest(node, context);
  }

  private static void names(Walk walk, List<Node> parts) {
    for (Node part : parts) {
      if (part.is("String")) {
        walk.found.columns.add(part.text("sval"));
      } else if (part.is("A_Star")) {
        walk.found.columns.add("*");
      } else if (!part.is("A_Indices")) {
        throw new OpaqueException("a " + part.tag() + " is no part of a name");
      }
    }
  }

  private static void attribute(Walk walk, Optional<String> before, Node part) {
    if (part.is("String")) {
      walk.found.attributes.add(before, part.text("sval"));
    }
  }

  private static void constant(Walk walk, Node node, Context context) {
    node.node("sval")
        .ifPresent(text -> walk.found.literals.add(new Literal(text.text("sval"), false)));
    walk.rest(node, context);
  }
}
