package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What holds for any bytes at all. */
final class Invariants {
  private record Found(TokenKind kind, int start, int end) {}

  private Invariants() {}

  static void check(byte[] text) {
    List<Found> tokens = tokensCoverTheText(text);
    withoutCommentsItMeansTheSame(text, tokens);
    theShapeIsThereIfTheTokensAre(text, tokens);
    whatStandsAroundDoesNotMatter(text, tokens);
  }

  private static List<Found> tokensCoverTheText(byte[] text) {
    PostgresLexer lexer = new PostgresLexer().reset(text);
    List<Found> tokens = new ArrayList<>();
    int end = 0;
    TokenKind kind = lexer.nextOrComment();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      assertThat(lexer.start()).isGreaterThanOrEqualTo(end);
      assertThat(lexer.end()).isGreaterThan(lexer.start());
      assertSpaces(text, end, lexer.start());
      end = lexer.end();
      if (!kind.isComment()) {
        tokens.add(new Found(kind, lexer.start(), end));
      }
      kind = lexer.nextOrComment();
    }
    assertSpaces(text, end, lexer.start());
    assertThat(lexer.end()).isEqualTo(text.length);
    assertThat(lexer.error() == null).isEqualTo(kind == TokenKind.END);
    if (kind == TokenKind.ERROR) {
      assertThat(lexer.errorPosition()).isBetween(0, text.length);
    } else {
      assertThat(lexer.start()).isEqualTo(text.length);
    }
    tokens.add(new Found(kind, lexer.start(), lexer.end()));
    assertThat(lexer.nextOrComment()).isEqualTo(kind);
    return tokens;
  }

  private static void assertSpaces(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (" \t\n\r\f\u000b".indexOf(text[i]) < 0) {
        throw new AssertionError("no token holds the byte at " + i);
      }
    }
  }

  private static void withoutCommentsItMeansTheSame(byte[] text, List<Found> tokens) {
    byte[] blank = Comments.blank(text, 0, text.length);
    assertThat(blank).hasSameSizeAs(text);
    assertThat(tokens(blank)).isEqualTo(tokens);
  }

  private static void theShapeIsThereIfTheTokensAre(byte[] text, List<Found> tokens) {
    Shaper shaper = new Shaper(ShapeKey.STABLE);
    boolean whole = shaper.read(text, 0, text.length);
    assertThat(shaper.error() == null).isEqualTo(whole);
    boolean lexed = tokens.get(tokens.size() - 1).kind() == TokenKind.END;
    assertThat(whole && !lexed).isFalse();
    assertThat(shaper.tokens()).isLessThan(tokens.size());
    if (whole) {
      assertThat(PlainShape.of(text)).isNotNull();
      Constant.list(text, 0, text.length)
          .forEach(constant -> assertThat(constant.end()).isGreaterThan(constant.start()));
    }
  }

  private static void whatStandsAroundDoesNotMatter(byte[] text, List<Found> tokens) {
    byte[] within = new byte[text.length + 2];
    Arrays.fill(within, (byte) '\'');
    System.arraycopy(text, 0, within, 1, text.length);
    PostgresLexer lexer = new PostgresLexer().reset(within, 1, text.length);
    for (Found token : tokens) {
      assertThat(new Found(lexer.next(), lexer.start() - 1, lexer.end() - 1)).isEqualTo(token);
    }
  }

  private static List<Found> tokens(byte[] text) {
    PostgresLexer lexer = new PostgresLexer().reset(text);
    List<Found> tokens = new ArrayList<>();
    do {
      lexer.next();
      tokens.add(new Found(lexer.kind(), lexer.start(), lexer.end()));
    } while (lexer.kind() != TokenKind.END && lexer.kind() != TokenKind.ERROR);
    return tokens;
  }
}
