package dev.pgtier.policies.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.parser.Statement;
import org.junit.jupiter.api.Test;

/** The proof refuses whatever is not the same statement and its LIMIT. */
final class LimitedTreeTest {
  private static final String BEFORE = "select a from t";

  private final PostgresParser parser = new PostgresParser();

  @Test
  void aLimitAndNothingElse() {
    assertThat(holds("select a from t LIMIT 11")).isTrue();
  }

  @Test
  void anythingElseIsAnotherStatement() {
    assertThat(holds("select a from u LIMIT 11")).isFalse();
    assertThat(holds("select b from t LIMIT 11")).isFalse();
    assertThat(holds("select a from t LIMIT 12")).isFalse();
    assertThat(holds("select a from t LIMIT $1")).isFalse();
    assertThat(holds("select a from t")).isFalse();
    assertThat(holds("select a from t  LIMIT 11")).isFalse();
    assertThat(holds("select a from t LIMIT '11'")).isFalse();
    assertThat(holds("select a from t LIMIT 11 OFFSET 1")).isFalse();
    assertThat(holds("select a from t FETCH FIRST 11 ROWS WITH TIES")).isFalse();
    assertThat(holds("select a from t where b LIMIT 11")).isFalse();
    assertThat(holds("select a from (select a from t LIMIT 11) t")).isFalse();
    assertThat(holds("select a from t LIMIT 11; select 1")).isFalse();
    assertThat(holds(" select a from t LIMIT 11")).isFalse();
    assertThat(holds("table t LIMIT 11")).isFalse();
    assertThat(holds("delete from t")).isFalse();
    assertThat(holds("select a from t LIMIT")).isFalse();
  }

  private boolean holds(String after) {
    Statement before = ((ParseTree) parser.parse(BEFORE)).statements().get(0);
    int inserted = " LIMIT 11".length();
    return LimitedTree.holds(
        before, parser.parse(after), "11", BEFORE.length() + " LIMIT ".length(), inserted);
  }
}
