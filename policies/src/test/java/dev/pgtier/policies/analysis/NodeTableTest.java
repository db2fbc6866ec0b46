package dev.pgtier.policies.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.Grammar;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.policies.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever the grammar can say is either known or denied; a new release of it changes nothing. */
final class NodeTableTest {
  /** Nodes that the planner or libpg_query makes; a raw tree never has them. */
  private static final Set<String> NEVER_IN_A_RAW_TREE =
      Set.of(
          ("Aggref AlternativeSubPlan ArrayCoerceExpr ArrayExpr CallContext CaseTestExpr"
                  + " CoerceToDomain CoerceToDomainValue CoerceViaIO CollateExpr"
                  + " ConvertRowtypeExpr DistinctExpr FieldSelect FieldStore FilterColumn FromExpr"
                  + " FuncExpr Function InferenceElem InlineCodeBlock IntList JsonConstructorExpr"
                  + " JsonExpr JsonTablePath JsonTablePathScan JsonTableSiblingJoin MergeAction"
                  + " NextValueExpr NullIfExpr OidList OnConflictExpr OpExpr PLAssignStmt Param"
                  + " ParseResult Query RTEPermissionInfo RangeTblEntry RangeTblFunction"
                  + " RangeTblRef RawStmt RelabelType ReturningExpr RowCompareExpr RowMarkClause"
                  + " ScalarArrayOpExpr ScanResult ScanToken SetOperationStmt SortGroupClause"
                  + " SubPlan SubscriptingRef SummaryResult Table TableFunc TableSampleClause"
                  + " TargetEntry Var WindowClause WindowFunc WindowFuncRunCondition"
                  + " WithCheckOption")
              .split(" ", 0));

  private final Map<String, NodeTable.Entry> table = NodeTable.get().entries();

  @Test
  void everyNodeOfTheGrammarIsKnownOrDenied() {
    Set<String> unknown = new TreeSet<>(Grammar.tags());
    unknown.removeAll(table.keySet());
    assertThat(unknown).containsExactlyInAnyOrderElementsOf(NEVER_IN_A_RAW_TREE);
    assertThat(Grammar.tags()).containsAll(table.keySet());
  }

  @Test
  void everyFieldOfAKnownNodeIsKnown() {
    table.forEach(
        (tag, entry) ->
            assertThat(entry.fields())
                .as(tag)
                .containsExactlyInAnyOrderElementsOf(Grammar.fields(tag).keySet()));
  }

  @Test
  void everySpecialNodeHasItsHandler() {
    Set<String> special = new HashSet<>();
    table.forEach(
        (tag, entry) -> {
          if (entry.special()) {
            special.add(tag);
          }
        });
    assertThat(Walk.HANDLERS.keySet()).isEqualTo(special);
  }

  @Test
  void everyStatementHasAnEffectAndACommand() {
    table.forEach(
        (tag, entry) -> {
          if (tag.endsWith("Stmt") && !entry.special() && !tag.equals("ReturnStmt")) {
            assertThat(entry.effect()).as(tag).isPresent();
            assertThat(entry.command()).as(tag).matches("[A-Z ]+");
          }
        });
  }

  @Test
  void aNodeThatTheWalkDoesNotKnowMakesTheStatementOpaque() {
    String sql =
        "WITH x AS (SELECT a[1] + f(b) FROM t) SELECT CASE WHEN true THEN 1 END FROM x JOIN y USING"
            + " (c) WHERE d IN (SELECT 1) ORDER BY e::text";
    ParseTree tree = (ParseTree) new PostgresParser().parse(sql);
    Set<String> tags = new TreeSet<>();
    tree.statements().get(0).node().forEachBelow(node -> tags.add(node.tag()));
    List<String> understood = new ArrayList<>();
    for (String tag : tags) {
      StatementAnalysis analysis =
          Analyzer.statement(tree.statements().get(0), NodeTable.get().without(tag));
      if (analysis.opaque().isEmpty() || analysis.effect() != Effect.OPAQUE) {
        understood.add(tag);
      }
    }
    assertThat(tags).hasSizeGreaterThan(15);
    // Parts of names, which their owners read themselves.
    assertThat(understood).isSubsetOf("String");
  }
}
