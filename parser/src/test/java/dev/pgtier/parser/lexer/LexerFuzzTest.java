package dev.pgtier.parser.lexer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code JAZZER_FUZZ=1} fuzzes; without it the rules and the statements of clients are run. */
class LexerFuzzTest {
  private static ScanOracle oracle;
  private static Disagreement disagreement;

  static Stream<Arguments> texts() throws IOException {
    Stream<String> rules = PostgresLexerTest.rules().map(rule -> (String) rule.get()[0]);
    return Stream.concat(rules, Corpus.benign().stream().limit(20))
        .map(sql -> Arguments.of((Object) sql.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "2m")
  void invariantsHold(byte[] text) {
    Invariants.check(text);
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "2m")
  void agreesWithTheServer(byte[] text) throws IOException {
    if (oracle == null) {
      oracle = new ScanOracle();
      disagreement = new Disagreement(oracle);
    }
    for (byte b : text) {
      if (b == 0) {
        return;
      }
    }
    if (text.length > 0) {
      Assertions.assertThat(disagreement.of(text, oracle.scan(List.of(text)).get(0))).isNull();
    }
  }

  @AfterAll
  static void stopOracle() {
    if (oracle != null) {
      oracle.close();
      oracle = null;
    }
  }
}
