package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** mistakes.txt: what somebody writes into a configuration, and what they are told. */
final class ConfigurationMistakesTest {
  @TempDir private Path path;

  static Stream<Arguments> cases() throws IOException {
    try (InputStream in = ConfigurationMistakesTest.class.getResourceAsStream("mistakes.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^== ")).skip(1).map(ConfigurationMistakesTest::read);
    }
  }

  private static Arguments read(String one) {
    String[] nameAndRest = one.split("\n", 2);
    String[] fileAndMistakes = nameAndRest[1].split("(?m)^--$", 2);
    return Arguments.of(
        nameAndRest[0],
        fileAndMistakes[0].replace("¶base¶", Folder.BASE),
        fileAndMistakes[1].strip().lines().toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyMistakeSaysWhereAndWhatWasMeant(String name, String file, List<String> expected)
      throws IOException {
    Configuration.Loaded loaded =
        new Folder(path)
            .write("read.yaml", Folder.READ)
            .write("broken.yaml", "tier: broken\n")
            .load(file);
    assertThat(loaded).isInstanceOf(Configuration.Loaded.Bad.class);
    assertThat(((Configuration.Loaded.Bad) loaded).mistakes())
        .extracting(mistake -> mistake.toString().replace(path + "/", ""))
        .containsExactlyElementsOf(expected)
        .noneMatch(mistake -> mistake.contains("SECRET") || mistake.contains("hunter2"));
  }
}
