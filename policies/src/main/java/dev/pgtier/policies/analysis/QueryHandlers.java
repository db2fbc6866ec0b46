package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import dev.pgtier.policies.Effect;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SELECT, INSERT, UPDATE, DELETE, MERGE and what stands in their FROM and WITH. */
final class QueryHandlers {
  static final Map<String, Handler> ALL =
      Map.ofEntries(
          Map.entry("SelectStmt", QueryHandlers::select),
          Map.entry("InsertStmt", (walk, node, context) -> change(walk, node, context, "INSERT")),
          Map.entry("UpdateStmt", (walk, node, context) -> change(walk, node, context, "UPDATE")),
          Map.entry("DeleteStmt", (walk, node, context) -> change(walk, node, context, "DELETE")),
          Map.entry("MergeStmt", (walk, node, context) -> change(walk, node, context, "MERGE")),
          Map.entry("WithClause", (walk, node, context) -> with(walk, node, context)),
          Map.entry("CommonTableExpr", QueryHandlers::commonTable),
          Map.entry("CTECycleClause", QueryHandlers::cycle),
          Map.entry("RangeVar", QueryHandlers::relation),
          Map.entry("RangeSubselect", (walk, node, context) -> walk.rest(node, context.reading())),
          Map.entry("RangeFunction", QueryHandlers::function),
          Map.entry("JoinExpr", QueryHandlers::join),
          Map.entry("RangeTableSample", QueryHandlers::sample),
          Map.entry("LockingClause", QueryHandlers::lock),
          Map.entry("IntoClause", QueryHandlers::into));

  private QueryHandlers() {}

  private static void select(Walk walk, Node node, Context context) {
    Context inner = with(walk, node, context.reading());
    if (node.has("intoClause")) {
      walk.found.effect(Effect.DDL, "SELECT INTO", context);
      walk.field(node, "intoClause", inner);
    }
    walk.rest(node, inner, "withClause", "intoClause");
  }

  private static void change(Walk walk, Node node, Context context, String command) {
    walk.found.effect(Effect.WRITE, command, context);
    Context inner = with(walk, node, context.reading());
    // The relation that is changed is never a CTE, whatever its name.
    walk.field(node, "relation", inner.writing().with(Scope.EMPTY));
    walk.rest(node, inner, "withClause", "relation");
  }

  /**
   * The CTEs of {@code node}, each seeing those before it, or all of them under RECURSIVE.
   *
   * @param node a statement or its WithClause
   * @return where the statement itself stands
   */
  static Context with(Walk walk, Node node, Context context) {
    Node clause = node.is("WithClause") ? node : node.node("withClause").orElse(null);
    if (clause == null) {
      return context;
    }
    walk.known(clause);
    Scope scope = context.scope();
    if (clause.flag("recursive")) {
      for (Node cte : clause.list("ctes")) {
        scope = scope.with(cte.text("ctename"));
      }
    }
    for (Node cte : clause.list("ctes")) {
      walk.node(cte, context.with(scope));
      scope = scope.with(cte.text("ctename"));
    }
    return context.with(scope);
  }

  private static void commonTable(Walk walk, Node node, Context context) {
    walk.rest(node, context.reading());
  }

  private static void cycle(Walk walk, Node node, Context context) {
    walk.found.operators.add(new OperatorUse(QualifiedName.of("="), false));
    walk.found.operators.add(new OperatorUse(QualifiedName.of("<>"), false));
    walk.rest(node, context);
  }

  private static void relation(Walk walk, Node node, Context context) {
    QualifiedName name = new QualifiedName(node.text("schemaname"), node.text("relname"));
    boolean cte = !name.qualified() && !context.written() && context.scope().contains(name.name());
    if (!cte) {
      String alias = node.node("alias").map(a -> a.text("aliasname")).orElse(name.name());
      walk.found.relations.add(new RelationUse(name, context.written(), alias));
      // New names for columns hide which ones are meant: all of them may be.
      if (node.node("alias").filter(a -> a.has("colnames")).isPresent()) {
        walk.found.columns.add("*");
      }
    }
    walk.rest(node, context);
  }

  private static void function(Walk walk, Node node, Context context) {
    List<Node> functions = node.list("functions");
    Optional<String> alias = node.node("alias").map(a -> a.text("aliasname"));
    if (alias.isEmpty() && functions.size() == 1 && functions.get(0).is("List")) {
      // Without an alias a call goes by the function's name; casts and the like have names of
      // their own.
      alias =
          functions.get(0).list("items").stream()
              .limit(1)
              .filter(item -> item.is("FuncCall"))
              .map(call -> QualifiedName.of(call.list("funcname")).name())
              .findFirst();
    }
    Set<String> columns =
        Stream.concat(
                node.node("alias").stream()
                    .flatMap(named -> named.list("colnames").stream())
                    .map(column -> column.text("sval")),
                node.list("coldeflist").stream().map(column -> column.text("colname")))
            .collect(Collectors.toUnmodifiableSet());
    walk.found.attributes.function(alias, columns);
    walk.rest(node, context);
  }

  private static void join(Walk walk, Node node, Context context) {
    if (node.flag("isNatural") || node.has("usingClause")) {
      walk.found.operators.add(new OperatorUse(QualifiedName.of("="), false));
    }
    // Both name columns without spelling them: a natural join, and a join as a row.
    if (node.flag("isNatural") || node.has("alias")) {
      walk.found.columns.add("*");
    }
    for (Node column : node.list("usingClause")) {
      walk.found.columns.add(column.text("sval"));
    }
    walk.rest(node, context);
  }

  private static void sample(Walk walk, Node node, Context context) {
    QualifiedName method = QualifiedName.of(node.list("method"));
    walk.found.functions.add(new FunctionUse(method, 1, false, List.of()));
    walk.rest(node, context, "method");
  }

  private static void lock(Walk walk, Node node, Context context) {
    String strength = node.text("strength").replace("LCS_FOR", "FOR ");
    String command =
        switch (strength) {
          case "FOR KEYSHARE" -> "FOR KEY SHARE";
          case "FOR NOKEYUPDATE" -> "FOR NO KEY UPDATE";
          default -> strength.toUpperCase(Locale.ROOT);
        };
    walk.found.effect(Effect.LOCK, "SELECT " + command, context);
    // lockedRels are aliases of what stands in FROM.
  }

  private static void into(Walk walk, Node node, Context context) {
    walk.field(node, "rel", context.writing().with(Scope.EMPTY));
    walk.rest(node, context, "rel");
  }
}
