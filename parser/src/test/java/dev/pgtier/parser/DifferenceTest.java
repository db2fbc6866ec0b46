package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private final PostgresParser parser = new PostgresParser();

  @Test
  void whiteSpaceAndConstantsOfOneKindDoNotCount() {
    assertThat(onlyInConstants("select 0, 'x', true", " select /* */ 1,'yy',  false")).isTrue();
    assertThat(differences("select 0, 'x'", "select  0,  'x'")).isEmpty();
  }

  @Test
  void anotherKindOfConstantCounts() {
    assertThat(onlyInConstants("select 1", "select '1'")).isFalse();
    assertThat(onlyInConstants("select 1", "select 1.0")).isFalse();
    assertThat(onlyInConstants("select 1", "select null")).isFalse();
  }

  @Test
  void namesAndListsCount() {
    assertThat(differences("select a from t", "select a from u"))
        .extracting(Difference::path)
        .containsExactly("SelectStmt.fromClause/RangeVar.relname");
    assertThat(differences("select 1 from t where a in (1)", "select 2 from t where a in (1, 2)"))
        .extracting(Difference::path)
        .containsExactly(
            "SelectStmt.targetList/ResTarget.val/A_Const.ival/Integer.ival",
            "SelectStmt.whereClause/A_Expr.rexpr/List.items");
    assertThat(differences("select a", "select a.b"))
        .extracting(Difference::path)
        .containsExactly("SelectStmt.targetList/ResTarget.val/ColumnRef.fields");
  }

  private boolean onlyInConstants(String left, String right) {
    return Difference.onlyInConstants(parse(left), parse(right));
  }

  private List<Difference> differences(String left, String right) {
    return Difference.between(parse(left), parse(right));
  }

  private Node parse(String sql) {
    return ((ParseTree) parser.parse(sql)).statements().get(0).node();
  }
}
