package dev.pgtier.policies.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.policies.yaml.Mistakes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** mistakes.txt: what somebody writes into a tier file, and what they are told. */
final class TierMistakesTest {
  private static final String BASE =
      """
      tier: t
      upstream: u
      mode: read-only
      statements: { allow: [read] }
      functions: { allow: non-volatile }\
      """;

  static Stream<Arguments> cases() throws IOException {
    try (InputStream in = TierMistakesTest.class.getResourceAsStream("mistakes.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^== ")).skip(1).map(TierMistakesTest::read);
    }
  }

  private static Arguments read(String one) {
    String[] nameAndRest = one.split("\n", 2);
    String[] fileAndMistakes = nameAndRest[1].split("(?m)^--$", 2);
    return Arguments.of(
        nameAndRest[0],
        fileAndMistakes[0].replace("¶base¶", BASE),
        fileAndMistakes[1].strip().lines().map(mistake -> "t.yaml:" + mistake).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyMistakeSaysWhereAndWhatWasMeant(String name, String file, List<String> expected) {
    Mistakes mistakes = new Mistakes("t.yaml");
    assertThat(TierReader.read(file.getBytes(StandardCharsets.UTF_8), mistakes)).isEmpty();
    assertThat(mistakes.all()).extracting(Mistake::toString).containsExactlyElementsOf(expected);
  }
}
