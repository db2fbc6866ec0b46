package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.reference.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first line of each YAML file that ships tells editors of its schema. */
class FirstLineTest {
  private static final String BEGIN = "# yaml-language-server: $schema=";
  private static final List<String> FILES =
      List.of(
          "pgtier.yaml",
          "tiers/inspect.yaml",
          "tiers/validate.yaml",
          "tiers/deploy.yaml",
          "tools/prod-readonly.yaml",
          "tools/validate-write.yaml");

  @Test
  void leadsFromEachFileThatShipsToItsSchema() throws IOException {
    Path policies = Path.of("..", "policies");
    assertThat(yaml(policies)).containsExactlyInAnyOrderElementsOf(FILES);
    for (String file : FILES) {
      assertThat(schema(policies.resolve(file))).isEqualTo(expected(file));
    }
  }

  @Test
  void leadsFromEachFileOfTheDemoToItsSchema(@TempDir Path folder) throws IOException {
    DemoConfiguration.write(folder, new DemoPorts(1, 2, 3, 4, 5), false);
    assertThat(yaml(folder)).containsExactlyInAnyOrderElementsOf(FILES);
    for (String file : FILES) {
      assertThat(schema(folder.resolve(file))).isEqualTo(expected(file));
    }
  }

  private static List<String> yaml(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.endsWith(".yaml") && !name.matches("(src|target)/.*"))
          .toList();
    }
  }

  private static String schema(Path file) throws IOException {
    String first = Files.readAllLines(file).get(0);
    assertThat(first).startsWith(BEGIN);
    return Files.readString(file.resolveSibling(first.substring(BEGIN.length())));
  }

  private static String expected(String file) {
    if (file.startsWith("tiers/")) {
      return Reference.TIER.schema();
    }
    return (file.startsWith("tools/") ? Reference.TOOLS : Reference.CONFIGURATION).schema();
  }
}
