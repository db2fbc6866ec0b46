package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is told about the grammar is told of the one that was compiled. */
class GrammarTest {
  @Test
  void packageIsTheOneThatTheBuildFetches() throws IOException {
    assertThat(
            new ObjectMapper()
                .readTree(new File("package.json"))
                .at("/dependencies/libpg-query")
                .textValue())
        .isEqualTo(Grammar.PACKAGE);
    assertThat(Grammar.PACKAGE).startsWith(Grammar.VERSION / 10_000 + ".");
  }
}
