package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenReaderTest {
  @Test
  void countsInChars() {
    String sql = "select 'é😀' /* é */ as \"日本\", 1";
    TokenReader reader = TokenReader.read(sql);
    assertThat(reader.error()).isNull();
    assertThat(reader.tokens())
        .extracting(Token::text)
        .containsExactly("select", "'é😀'", "as", "\"日本\"", ",", "1");
    assertThat(reader.tokens())
        .allSatisfy(
            token -> assertThat(sql.substring(token.start(), token.end())).isEqualTo(token.text()));
  }

  @Test
  void isSpelledLikeATextOfTheSameTokensToTheLetter() {
    assertThat(spelledAlike("select  1 -- x\n, 'a'", "select 1,\n/* y */'a'")).isTrue();
    assertThat(spelledAlike("select 1", "SELECT 1")).isFalse();
    assertThat(spelledAlike("select 1", "select 01")).isFalse();
    assertThat(spelledAlike("select 'a'", "select 'a '")).isFalse();
    assertThat(spelledAlike("select a", "select \"a\"")).isFalse();
    assertThat(spelledAlike("select 1; select 2", "select 1")).isFalse();
    assertThat(spelledAlike("select 1 .5", "select 1.5")).isFalse();
    assertThat(spelledAlike("select 'a", "select 'a")).isFalse();
  }

  @Test
  void refusesHalfASurrogatePair() {
    for (String sql : new String[] {"select '\uD83D'", "select \uDE00", "\uD83D"}) {
      TokenReader reader = TokenReader.read(sql);
      assertThat(reader.error()).isEqualTo(LexicalError.INVALID_ENCODING);
      assertThat(reader.tokens()).isEmpty();
    }
  }

  @Test
  void findsNamedArgumentsOnlyWhereTheyAreTokens() {
    String sql =
        """
        select :since_hours::int, ':no', ":no", $$:no$$, E'\\':no', U&':no', a[1: no], b::no, /* :no */ f(x := :status),
               '12:30', : no, :"no", :1 -- :no
        from t where é = :Größe and limit_ = :limit
        """;
    assertThat(NamedArgument.list(TokenReader.read(sql)))
        .extracting(NamedArgument::name)
        .containsExactly("since_hours", "status", "Größe", "limit");
    assertThat(NamedArgument.list(TokenReader.read(sql)))
        .allSatisfy(
            argument ->
                assertThat(sql.substring(argument.start(), argument.end()))
                    .isEqualTo(":" + argument.name()));
  }

  private static boolean spelledAlike(String one, String other) {
    return TokenReader.read(one).isSpelledLike(TokenReader.read(other));
  }
}
