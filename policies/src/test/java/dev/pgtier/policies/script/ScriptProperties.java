package dev.pgtier.policies.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.lexer.Token;
import dev.pgtier.parser.lexer.TokenReader;
import dev.pgtier.policies.decision.Corpus;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a digest depends on, with statements that real clients send. */
final class ScriptProperties {
  private static final List<String> BLANKS =
      List.of(" ", "\t", "\n", "\r\n", "\f", " /* x */ ", " /* ; /* in */ ' */ ", "-- ';\n");
  private static final List<String> STATEMENTS =
      Corpus.benign().stream()
          .map(Corpus.Benign::sql)
          .filter(sql -> sql.length() < 2_000)
          .filter(sql -> Script.digest(sql).isPresent() && !tokens(sql).isEmpty())
          .distinct()
          .toList();

  @Provide
  Arbitrary<String> statements() {
    return Arbitraries.of(STATEMENTS);
  }

  @Property(tries = 1_000)
  void blanksAndCommentsBetweenTokensNeverChangeADigest(
      @ForAll("statements") String sql, @ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(blank(random));
    Token last = null;
    for (Token token : tokens(sql)) {
      if (last != null && !last.touches(token)) {
        text.append(between(last, token, random));
      }
      text.append(token.text());
      last = token;
    }
    text.append(last.text().endsWith("'") ? " " : "\n").append(blank(random)).append(';');
    assertThat(Script.digest(text.toString())).as(text.toString()).isEqualTo(Script.digest(sql));
  }

  /** A line feed between two strings would make one of them; that changes the tokens. */
  private static String between(Token last, Token next, Random random) {
    return last.text().endsWith("'") && next.text().startsWith("'") ? " " : " " + blank(random);
  }

  private static String blank(Random random) {
    return BLANKS.get(random.nextInt(BLANKS.size()));
  }

  @Property(tries = 1_000)
  void anyOtherTokenChangesIt(@ForAll("statements") String sql, @ForAll long seed) {
    Random random = new Random(seed);
    List<Token> tokens = tokens(sql);
    Token token = tokens.get(random.nextInt(tokens.size()));
    String other =
        switch (random.nextInt(4)) {
          case 0 -> sql.substring(0, token.start()) + " " + sql.substring(token.end());
          case 1 -> sql.substring(0, token.end()) + " x " + sql.substring(token.end());
          case 2 -> sql.substring(0, token.start()) + " 7 " + sql.substring(token.start());
          default -> edited(sql, token, random);
        };
    boolean same =
        TokenReader.read(other).error() == null && withoutEnd(other).equals(withoutEnd(sql));
    assertThat(Script.digest(other).equals(Script.digest(sql))).as(other).isEqualTo(same);
  }

  /** One character of a token, or its case. */
  private static String edited(String sql, Token token, Random random) {
    int at = token.start() + random.nextInt(token.text().length());
    char c = sql.charAt(at);
    char swapped = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
    char other = swapped != c && random.nextBoolean() ? swapped : (char) ('a' + random.nextInt(26));
    return sql.substring(0, at) + other + sql.substring(at + 1);
  }

  private static List<Token> tokens(String sql) {
    return TokenReader.read(sql).tokens();
  }

  private static List<String> withoutEnd(String sql) {
    List<Token> tokens = tokens(sql);
    int end = tokens.size();
    while (end > 0 && tokens.get(end - 1).text().equals(";")) {
      end--;
    }
    return tokens.subList(0, end).stream().map(token -> token.kind() + token.text()).toList();
  }
}
