package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The lexer finds the tokens that PostgreSQL's scanner finds: the same kinds at the same places, or
 * the same error at the same place. {@code -Dlexer.differential=N} sets how many random texts are
 * tried, {@code -Dlexer.seed=N} which.
 */
class LexerDifferentialTest {
  private static final int TEXTS = Integer.getInteger("lexer.differential", 240_000);
  private static final long SEED = Long.getLong("lexer.seed", 20_260_101L);
  private static final int BATCH = 500;

  private static ScanOracle oracle;
  private static Disagreement disagreement;

  @BeforeAll
  static void startOracle() throws IOException {
    oracle = new ScanOracle();
    disagreement = new Disagreement(oracle);
  }

  @AfterAll
  static void stopOracle() {
    oracle.close();
  }

  @Test
  void readsEachRuleAsTheServerDoes() throws IOException {
    List<byte[]> texts = new ArrayList<>();
    PostgresLexerTest.rules()
        .forEach(rule -> texts.add(((String) rule.get()[0]).getBytes(StandardCharsets.UTF_8)));
    assertAgreement(texts);
  }

  @Test
  void readsTheCorpusAsTheServerDoes() {
    assertAgreement(corpus());
  }

  @Test
  void readsRandomTokensAsTheServerDoes() {
    SqlText texts = new SqlText(new Random(SEED));
    assertAgreement(TEXTS / 2, texts::next);
  }

  @Test
  void readsDamagedTextsAsTheServerDoes() {
    List<byte[]> seeds = corpus();
    SqlText texts = new SqlText(new Random(SEED + 1));
    for (int i = seeds.size(); i > 0; i--) {
      seeds.add(texts.next());
    }
    Mutations mutations = new Mutations(new Random(SEED + 2), seeds);
    assertAgreement(TEXTS / 2, mutations::next);
  }

  /**
   * Without comments libpg_query reads what the server reads, constants that go on after a comment
   * among it.
   */
  @Test
  void readsTextsWithoutTheirCommentsAsTheLexerReadsThemWith() {
    assertAgreementWithoutComments(corpus());
    SqlText texts = new SqlText(new Random(SEED + 3));
    for (int done = 0; done < TEXTS / 10; done += BATCH) {
      assertAgreementWithoutComments(Stream.generate(texts::next).limit(BATCH).toList());
    }
  }

  private static void assertAgreementWithoutComments(List<byte[]> texts) {
    List<byte[]> blanked =
        texts.stream().map(text -> Comments.blank(text, 0, text.length)).toList();
    List<ScanOracle.Answer> answers = oracle.scan(blanked);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(blanked.get(i)).hasSameSizeAs(texts.get(i));
      assertThat(disagreement.withoutComments(texts.get(i), answers.get(i)))
          .describedAs("%s", new String(texts.get(i), StandardCharsets.UTF_8))
          .isNull();
    }
  }

  private static List<byte[]> corpus() {
    List<byte[]> texts = new ArrayList<>();
    PostgresLexer lexer = new PostgresLexer();
    for (String sql : Corpus.all()) {
      byte[] text = sql.getBytes(StandardCharsets.UTF_8);
      lexer.reset(text);
      while (lexer.next() != TokenKind.END && lexer.kind() != TokenKind.ERROR) {}
      boolean takesSeconds = lexer.rescanned() > 1_000_000;
      texts.add(takesSeconds ? Arrays.copyOf(text, 4000) : text);
    }
    return texts;
  }

  private static void assertAgreement(int count, Supplier<byte[]> texts) {
    List<byte[]> batch = new ArrayList<>();
    for (int done = 0; done < count; done += BATCH) {
      batch.clear();
      for (int i = 0; i < BATCH; i++) {
        batch.add(texts.get());
      }
      assertAgreement(batch);
    }
  }

  private static void assertAgreement(List<byte[]> texts) {
    List<ScanOracle.Answer> answers = oracle.scan(texts);
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      assertThat(disagreement.of(text, answers.get(i)))
          .describedAs(
              "%s%n(hexadecimal %s)",
              new String(text, StandardCharsets.UTF_8), HexFormat.of().formatHex(text))
          .isNull();
    }
  }
}
