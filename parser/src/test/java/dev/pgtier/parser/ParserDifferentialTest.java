package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.parser.ParseOracle.Answer;
import dev.pgtier.parser.ParseOracle.Kind;
import dev.pgtier.parser.wasm.LibPgQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The outlined and compiled parser answers what the npm package answers in node, byte for byte:
 * trees, and errors with their positions. {@code -Dparser.differential=N} sets how many random
 * texts are tried, {@code -Dparser.seed=N} which.
 */
class ParserDifferentialTest {
  private static final int TEXTS = Integer.getInteger("parser.differential", 12_000);
  private static final long SEED = Long.getLong("parser.seed", 20_260_101L);
  private static final int BATCH = 250;

  private static ParseOracle oracle;
  private static LibPgQuery library;
  private final Map<Kind, Integer> answers = new EnumMap<>(Kind.class);

  @BeforeAll
  static void start() throws IOException {
    oracle = new ParseOracle();
    library = new LibPgQuery(256 << 20);
  }

  @AfterAll
  static void stop() {
    oracle.close();
  }

  @Test
  void theCorpusParsesAsInThePackage() throws IOException {
    compare(corpus());
    assertThat(answers.get(Kind.TREE)).isGreaterThan(900);
  }

  @Test
  void randomStatementsParseAsInThePackage() {
    RandomStatements statements = new RandomStatements(new Random(SEED));
    compare(TEXTS / 2, statements::next);
    // A generator that hardly writes valid statements would prove little.
    assertThat(answers.get(Kind.TREE)).isGreaterThan(TEXTS / 8);
    assertThat(answers).doesNotContainKey(Kind.BROKEN);
  }

  @Test
  void damagedStatementsParseAsInThePackage() throws IOException {
    Random random = new Random(SEED + 1);
    RandomStatements statements = new RandomStatements(random);
    List<String> corpus = corpus().stream().filter(sql -> sql.length() < 4_000).toList();
    compare(
        TEXTS / 2,
        () ->
            statements.damaged(
                random.nextBoolean()
                    ? corpus.get(random.nextInt(corpus.size()))
                    : statements.next()));
    assertThat(answers.get(Kind.ERROR)).isGreaterThan(TEXTS / 8);
    assertThat(answers).doesNotContainKey(Kind.BROKEN);
  }

  private void compare(int count, Supplier<String> texts) {
    for (int done = 0; done < count; done += BATCH) {
      List<String> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(texts.get());
      }
      compare(batch);
    }
  }

  private void compare(List<String> texts) {
    DeepStack.run(() -> compareDeep(texts));
  }

  private void compareDeep(List<String> texts) {
    List<byte[]> bytes = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    List<Answer> expected = oracle.parse(bytes);
    for (int i = 0; i < bytes.size(); i++) {
      byte[] sql = bytes.get(i);
      Answer answer = expected.get(i);
      // Not isEqualTo: the two texts would be printed whole, and may be of megabytes.
      assertThat(Answer.of(library, sql).difference(answer))
          .describedAs("%.2000s", texts.get(i))
          .isEmpty();
      answers.merge(answer.kind(), 1, Integer::sum);
      if (answer.kind() == Kind.TREE) {
        TreeJson.assertComplete(answer.text(), sql.length);
      }
    }
  }

  /** Texts that real clients and attackers send, without those that the limits refuse. */
  private static List<String> corpus() throws IOException {
    List<String> corpus = new ArrayList<>();
    for (String file : List.of("benign.jsonl", "sql_attacks.jsonl")) {
      for (String line : Files.readAllLines(Path.of("src/test/resources/corpus", file))) {
        collect(new ObjectMapper().readTree(line), corpus);
      }
    }
    return corpus.stream()
        .filter(sql -> TextGuard.check(sql, ParseLimits.DEFAULT).isEmpty())
        .toList();
  }

  /** Every text of a case: statements, and words around them that are to be errors. */
  private static void collect(JsonNode node, List<String> corpus) {
    if (node.isTextual()) {
      corpus.add(node.asText());
    }
    node.forEach(child -> collect(child, corpus));
  }
}
