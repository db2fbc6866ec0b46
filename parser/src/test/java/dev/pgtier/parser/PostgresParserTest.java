package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresParserTest {
  private final PostgresParser parser = new PostgresParser();

  @Test
  void everyStatementOfATextIsThereWithItsRange() {
    String sql = "select a, 'é' from s.t; /* é */ delete from \"ü\" ;";
    ParseTree tree = (ParseTree) parser.parse(sql);

    assertThat(tree.statements())
        .extracting(s -> s.node().tag())
        .containsExactly("SelectStmt", "DeleteStmt");
    assertThat(tree.statements())
        .extracting(s -> s.textIn(sql))
        .containsExactly("select a, 'é' from s.t", "delete from \"ü\" ");
    Node delete = tree.statements().get(1).node();
    assertThat(delete.node("relation").orElseThrow().text("relname")).isEqualTo("ü");
  }

  @Test
  void blanksAndCommentsAreNoStatements() {
    assertThat(parser.parse("")).isEqualTo(new ParseTree(List.of()));
    assertThat(parser.parse(" ; -- x\n /* y */;")).isEqualTo(new ParseTree(List.of()));
  }

  @Test
  void aSyntaxErrorCountsCharactersAsTheServerDoes() {
    assertThat(parser.parse("select '\ud83d\ude00é' fro t"))
        .isEqualTo(
            new SyntaxError("syntax error at or near \"t\"", 17, "scanner_yyerror", "scan.l"));
  }

  @Test
  void aCommentIsNoMoreThanASpaceAnywhere() {
    assertSameTree("select 1 where 1 not in (2)", "select 1 where 1 not /* c */ in (2)");
    assertSameTree("select U&'!0061' uescape '!'", "select U&'!0061' /* c */ uescape -- d\n '!'");
    assertSameTree("select a order by a nulls first", "select a order by a nulls --\nfirst");
    assertSameTree(
        "select * from f() with ordinality", "select * from f() with /* é */ ordinality");
    assertSameTree("select 'ab'", "select 'a' -- c'\n 'b'");
    assertThat(parser.parse("select 'a' /* \n */ 'b'")).isInstanceOf(SyntaxError.class);
    assertThat(parser.fingerprint("select 1 not /* c */ in (2)")).isPresent();
    assertThat(parser.parse("select /* é */ 1 fro t"))
        .isEqualTo(
            new SyntaxError("syntax error at or near \"t\"", 22, "scanner_yyerror", "scan.l"));
  }

  @Test
  void aNameDirectlyAfterAParameterIsAnError() {
    SyntaxError junk =
        new SyntaxError(
            "trailing junk after parameter at or near \"$1é_2\"", 13, "scanner_yyerror", "scan.l");
    assertThat(parser.parse("select 'é', $1é_2 from from")).isEqualTo(junk);
    assertThat(parser.fingerprint("select 'é', $1é_2")).isEmpty();
    assertThat(parser.parse("select from from $1é"))
        .isEqualTo(
            new SyntaxError("syntax error at or near \"from\"", 13, "scanner_yyerror", "scan.l"));
  }

  private void assertSameTree(String one, String other) {
    Node left = ((ParseTree) parser.parse(one)).statements().get(0).node();
    Node right = ((ParseTree) parser.parse(other)).statements().get(0).node();
    assertThat(Difference.between(left, right)).describedAs(other).isEmpty();
  }

  @Test
  void anAbsentFieldIsZeroAndAnUnknownOneIsAMistake() {
    Node select = ((ParseTree) parser.parse("select distinct 1")).statements().get(0).node();

    assertThat(select.list("fromClause")).isEmpty();
    assertThat(select.node("whereClause")).isEmpty();
    assertThat(select.list("distinctClause")).extracting(Node::tag).containsExactly(Node.NULL);
    assertThatThrownBy(() -> select.list("fromclause"))
        .hasMessage("a SelectStmt has no field fromclause");
    assertThatThrownBy(() -> select.text("targetList"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> select.is("SelectStatement"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
