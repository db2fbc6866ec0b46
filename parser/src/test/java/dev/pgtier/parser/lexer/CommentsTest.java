package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommentsTest {
  /** In this table ^ is a line's end. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          select 1 => select 1
          a/* b */c--d^e => a       c   ^e
          a/*^*/b => a     b
          '/*--*/' "--" $$--$$ => '/*--*/' "--" $$--$$
          /*é*/a => `      a`
          'a'--b^'c' => 'a'   ^'c'
          'a'--'^ --x^ 'c'--d => 'a'   ^    ^ 'c'   `
          E'\\'--'^'a--'--^'b'/**/ => E'\\'--'^'a--'  ^'b'    `
          'a'/*^*/'b' => 'a'/*^*/'b'
          'a'--x^/*y*/--z^'b' => 'a'   ^/*y*/   ^'b'
          'a'/*^*/e'b' => 'a'     e'b'
          --a^'a'/*b => --a^'a'/*b
          U&'a' /*b*/ uescape '!' => U&'a'       uescape '!'
          """)
  void areSpacesAfterwards(String sql, String expected) {
    assertThat(blank(line(sql))).isEqualTo(line(expected).replace("`", ""));
  }

  @Test
  void areSpacesInAPartOfAnArray() {
    byte[] text = "--a\nb--c".getBytes(StandardCharsets.UTF_8);
    assertThat(new String(Comments.blank(text, 3, 4), StandardCharsets.UTF_8)).isEqualTo("\nb  ");
  }

  private static String blank(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    return new String(Comments.blank(text, 0, text.length), StandardCharsets.UTF_8);
  }

  private static String line(String row) {
    return row.replace('^', '\n');
  }
}
