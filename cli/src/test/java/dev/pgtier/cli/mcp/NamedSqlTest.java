package dev.pgtier.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedSqlTest {
  @Test
  void argumentsBecomeParametersInTheirOrder() {
    NamedSql sql = NamedSql.of("SELECT :b::int, :a WHERE :b > 1");
    assertThat(sql.sql()).isEqualTo("SELECT ?::int, ? WHERE ? > 1");
    assertThat(sql.names()).containsExactly("b", "a", "b");
  }

  @Test
  void whatOnlyLooksLikeAnArgumentStays() {
    String text = "SELECT ':a', \":b\", $$:c$$, x::text /* :d */ -- :e\n FROM t";
    NamedSql sql = NamedSql.of(text);
    assertThat(sql.sql()).isEqualTo(text);
    assertThat(sql.names()).isEmpty();
  }

  @Test
  void questionMarksOfOperatorsAreNoParameters() {
    NamedSql sql = NamedSql.of("SELECT '?' , j ? 'k', j ?| :keys, j @? '$.a'");
    assertThat(sql.sql()).isEqualTo("SELECT '?' , j ?? 'k', j ??| ?, j @?? '$.a'");
    assertThat(sql.names()).containsExactly("keys");
  }

  @Test
  void textThatCannotBeReadIsAnError() {
    assertThat(NamedSql.of("SELECT 'open").error()).isPresent();
  }
}
