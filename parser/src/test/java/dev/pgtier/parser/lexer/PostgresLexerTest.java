package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresLexerTest {
  private final PostgresLexer lexer = new PostgresLexer();

  @ParameterizedTest
  @MethodSource("rules")
  void readsEachRule(String sql, String tokens) {
    assertThat(describe(sql)).isEqualTo(tokens);
  }

  static Stream<Arguments> rules() throws IOException {
    try (InputStream file = PostgresLexerTest.class.getResourceAsStream("/lexer-rules.txt")) {
      String all = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      List<String> lines =
          all.lines().filter(line -> !line.isEmpty() && !line.startsWith("# ")).toList();
      List<Arguments> rules = new ArrayList<>();
      for (int i = 0; i < lines.size(); i += 2) {
        rules.add(Arguments.of(shown(lines.get(i)), shown(lines.get(i + 1).strip())));
      }
      return rules.stream();
    }
  }

  @Test
  void noticesWhatTheServerWouldScanAgain() {
    assertThat(rescanned("select a+b, c->>'x', d <= e -- banner ------\n /*****/")).isLessThan(10);
    assertThat(rescanned("/**/".repeat(1000))).isGreaterThan(1_000_000);
    assertThat(rescanned("/*".repeat(1000))).isGreaterThan(900_000);
    assertThat(rescanned("+-".repeat(1000))).isGreaterThan(1_000_000);
    assertThat(rescanned("+ ".repeat(1000))).isZero();
  }

  @Test
  void noticesTheLongestRunOfOperatorCharactersAndTheDeepestComment() {
    describe("a <-> b ->>> c /* 1 /* 2 /* 3 */ */ */ /* 1 */");
    assertThat(lexer.operatorRun()).isEqualTo(4);
    assertThat(lexer.commentNesting()).isEqualTo(3);
    describe("+-+-+-+-");
    assertThat(lexer.operatorRun()).isEqualTo(8);
  }

  @Test
  void noticesWhatOtherServersReadDifferently() {
    describe("select\u000b1");
    assertThat(lexer.verticalTab()).isTrue();
    describe("select '\u000b'");
    assertThat(lexer.verticalTab()).isFalse();
    describe("'a' -- c\n 'b'");
    assertThat(lexer.commentInConstant()).isTrue();
    assertThat(lexer.hasComment()).isTrue();
    describe("'a' \n 'b'");
    assertThat(lexer.hasComment()).isFalse();
  }

  @Test
  void failsAtTheEndWhereAByteWasWrongAnywhere() {
    for (String place :
        List.of("a?", "'?'", "\"?\"", "$$?$$", "/*?*/", "--?", "$?$?$?$", "'a'--?\n'b'")) {
      for (byte[] wrong :
          new byte[][] {
            {(byte) 0xFF},
            {(byte) 0xC3},
            {(byte) 0xC0, (byte) 0x80},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80}
          }) {
        byte[] text =
            place
                .replace("?", new String(wrong, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        lexer.reset(text);
        while (lexer.nextOrComment() != TokenKind.END && lexer.kind() != TokenKind.ERROR) {}
        assertThat(lexer.error()).describedAs(place).isEqualTo(LexicalError.INVALID_ENCODING);
        assertThat(lexer.errorPosition()).isEqualTo(place.indexOf('?'));
      }
    }
  }

  @Test
  void failsAtAZeroByte() {
    for (String place :
        List.of("a \0", "'\0'", "\"\0\"", "$$\0$$", "/*\0*/", "--\0", "E'\\\0'", "b'\0'", "0\0")) {
      assertThat(describe(place))
          .describedAs(place)
          .contains("INVALID_ENCODING@" + place.indexOf('\0'));
    }
  }

  @Test
  void readsAPartOfAnArray() {
    byte[] text = utf8("'a' select 'b");
    lexer.reset(text, 4, 6);
    assertThat(lexer.next()).isEqualTo(TokenKind.KEYWORD);
    assertThat(lexer.start()).isEqualTo(4);
    assertThat(lexer.next()).isEqualTo(TokenKind.END);
    assertThat(lexer.next()).isEqualTo(TokenKind.END);
  }

  private long rescanned(String sql) {
    describe(sql);
    return lexer.rescanned();
  }

  private String describe(String sql) {
    byte[] text = utf8(sql);
    lexer.reset(text);
    List<String> tokens = new ArrayList<>();
    for (TokenKind kind = lexer.nextOrComment();
        kind != TokenKind.END;
        kind = lexer.nextOrComment()) {
      if (kind == TokenKind.ERROR) {
        tokens.add("ERROR " + lexer.error() + "@" + lexer.errorPosition());
        break;
      }
      tokens.add(
          kind
              + " "
              + new String(
                  text, lexer.start(), lexer.end() - lexer.start(), StandardCharsets.UTF_8));
    }
    return String.join(", ", tokens);
  }

  private static String shown(String line) {
    return line.replace('␊', '\n').replace('␍', '\r').replace('␋', '\u000b').replace('␉', '\t');
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
