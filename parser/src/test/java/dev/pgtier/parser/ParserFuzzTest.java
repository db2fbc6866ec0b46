package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pgtier.parser.ParseOracle.Answer;
import dev.pgtier.parser.ParseOracle.Kind;
import dev.pgtier.parser.wasm.LibPgQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Any text: the parser answers what the npm package answers in node, and what the limits let
 * through breaks neither the parser nor the reader of its trees. {@code JAZZER_FUZZ=1} looks for
 * new texts.
 */
class ParserFuzzTest {
  private static ParseOracle oracle;
  private static LibPgQuery library;
  private static PostgresParser parser;

  @FuzzTest(maxDuration = "10m")
  void answersAsThePackageDoes(byte[] bytes) throws IOException {
    String sql = new String(bytes, StandardCharsets.UTF_8);
    if (TextGuard.check(sql, ParseLimits.DEFAULT).isPresent()) {
      return;
    }
    if (oracle == null) {
      oracle = new ParseOracle();
      library = new LibPgQuery(256 << 20);
      parser = new PostgresParser();
    }
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    Answer expected = oracle.parse(List.of(text)).get(0);

    assertThat(Answer.of(library, text).difference(expected)).isEmpty();
    ParseResult result = parser.parse(sql);
    assertThat(result)
        .isInstanceOf(expected.kind() == Kind.TREE ? ParseTree.class : SyntaxError.class);
  }
}
