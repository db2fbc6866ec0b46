package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Effect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/policies.md explains each rule that somebody may be refused by, and each effect. */
class PoliciesDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "policies.md");

  /** Where rules get their names. */
  private static final List<Path> SOURCES =
      List.of(
          Path.of("../policies/src/main/java/dev/pgtier/policies/decision"),
          Path.of("../migrations/src/main/java/dev/pgtier/migrations/gate"),
          Path.of("../proxy/src/main/java/dev/pgtier/proxy/session"),
          Path.of("../proxy/src/main/java/dev/pgtier/proxy/record"));

  private static final Pattern RULE =
      Pattern.compile(
          "\"(?:rule: )?((?:statements|functions|operators|types|casts|relations|settings|transaction"
              + "|cursor|limits|deploy)\\.[a-z_-]+)(?=\"|[ ;])");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  @Test
  void everyRuleOfTheCodeIsExplained() throws IOException {
    Set<String> known = new TreeSet<>(Set.of("syntax", "parser", "empty"));
    for (Path source : SOURCES) {
      try (Stream<Path> files = Files.walk(source)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> known.addAll(found(RULE, read(file))));
      }
    }
    known.remove("limits.sessions"); // refuses a log-in, no statement
    known.remove("limits.idle"); // ends a session, no statement
    assertThat(known).hasSizeGreaterThan(40);
    assertThat(explained("## What each rule's name means")).isEqualTo(known);
  }

  @Test
  void everyEffectIsExplained() {
    assertThat(explained("### `statements.allow`"))
        .isEqualTo(
            Arrays.stream(Effect.values())
                .map(Effect::word)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** The words in the first column of the table below a heading. */
  private static Set<String> explained(String heading) {
    String text = read(DOCUMENT);
    int start = text.indexOf(heading + "\n");
    assertThat(start).as(heading).isNotNegative();
    String section = text.substring(start + heading.length()).split("(?m)^#", 2)[0];
    return found(ROW, section).stream()
        .flatMap(row -> found(WORD, row).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
