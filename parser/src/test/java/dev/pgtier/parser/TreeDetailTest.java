package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever decides by a tree decides wrongly by what the tree leaves out. Each line of {@code
 * different-statements.txt} has two statements that must not look alike.
 */
class TreeDetailTest {
  private static final PostgresParser PARSER = new PostgresParser();

  static Stream<String> pairs() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/different-statements.txt")).stream()
        .filter(line -> !line.startsWith("#"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void statementsThatDifferHaveTreesThatDiffer(String pair) {
    String[] statements = pair.split(" \\| ", -1);

    assertThat(Difference.between(parse(statements[0]), parse(statements[1]))).isNotEmpty();
  }

  private static Node parse(String sql) {
    ParseResult result = PARSER.parse(sql);
    assertThat(result).describedAs(sql).isInstanceOf(ParseTree.class);
    return ((ParseTree) result).statements().get(0).node();
  }
}
