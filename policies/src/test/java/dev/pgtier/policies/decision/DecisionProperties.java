package dev.pgtier.policies.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.lexer.Token;
import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.parser.lexer.TokenReader;
import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.tiers.ShippedTiers;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for any statement: here, for those of the corpora, dressed up and in company. */
final class DecisionProperties {
  private static final int LONGEST = 600;
  private static final List<String> BLANKS =
      List.of(" ", "\t", "\n", "\r\n", "\f", " /* x */ ", " /* ; delete from t /* in */ ' */ ");
  private static final List<String> STATEMENTS =
      Stream.concat(
              Corpus.benign().stream().map(Corpus.Benign::sql),
              Corpus.attacks().stream().flatMap(attack -> attack.texts().stream()))
          .filter(sql -> sql.length() < LONGEST)
          .distinct()
          .toList();

  private final DecideEngine engine =
      new DecideEngine(
          ShippedTiers.inspect(), Unresolved.ALLOW, ShippedCatalog.load(), SessionFacts.DEFAULT);

  @Provide
  Arbitrary<String> statements() {
    return Arbitraries.of(STATEMENTS);
  }

  @Property(tries = 1_000)
  void blanksCommentsAndCaseNeverChangeAVerdict(
      @ForAll("statements") String sql, @ForAll long seed) {
    String dressed = dressed(sql, new Random(seed));
    assertThat(said(dressed)).as(dressed).isEqualTo(said(sql));
  }

  @Property(tries = 1_000)
  void addingAStatementNeverMakesItMilder(
      @ForAll("statements") String one, @ForAll("statements") String two) {
    // What is no statement by itself, such as an open quote, may become one in company.
    Assume.that(!said(one).contains("syntax") && !said(two).contains("syntax"));
    Decision both = engine.decide(one + "\n;\n" + two);
    if (engine.decide(one).denied() || engine.decide(two).denied()) {
      assertThat(both.denied()).isTrue();
    }
    if (!both.denied()) {
      assertThat(both.effect()).isGreaterThanOrEqualTo(engine.decide(one).effect());
      assertThat(both.effect()).isGreaterThanOrEqualTo(engine.decide(two).effect());
    }
  }

  private String said(String sql) {
    Decision decision = engine.decide(sql);
    return String.join(
        " ",
        decision.verdict().word(),
        decision.verdict().rule(),
        decision.effect().word(),
        decision.relations().toString(),
        decision.functions().toString());
  }

  /** The same tokens with other white space, comments and case of what is not quoted. */
  private static String dressed(String sql, Random random) {
    StringBuilder text = new StringBuilder();
    Token last = null;
    TokenReader reader = TokenReader.read(sql);
    if (reader.error() != null) {
      return sql;
    }
    for (Token token : reader.tokens()) {
      if (last != null && !last.touches(token)) {
        text.append(last.text().endsWith("'") ? " " : blank(random));
      }
      text.append(spelled(token, random));
      last = token;
    }
    return text.append(random.nextBoolean() ? " -- ' delete" : " ").toString();
  }

  private static String blank(Random random) {
    return " " + BLANKS.get(random.nextInt(BLANKS.size()));
  }

  private static String spelled(Token token, Random random) {
    boolean folded = token.kind() == TokenKind.KEYWORD || token.kind() == TokenKind.IDENTIFIER;
    if (!folded || !token.text().chars().allMatch(c -> c < 0x80)) {
      return token.text();
    }
    return random.nextBoolean()
        ? token.text().toUpperCase(Locale.ROOT)
        : token.text().toLowerCase(Locale.ROOT);
  }
}
