package dev.pgtier.policies.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.tiers.TierReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that broke the reader, or that made it say too much. */
final class HostileYamlTest {
  private static final String TIER =
      """
      tier: t
      upstream: u
      mode: read-only
      statements: { allow: [read] }
      functions: { allow: non-volatile }
      """;

  private static List<String> mistakes(String file) {
    Mistakes mistakes = new Mistakes("t.yaml");
    boolean read = TierReader.read(file.getBytes(StandardCharsets.UTF_8), mistakes).isPresent();
    assertThat(read).isEqualTo(mistakes.isEmpty());
    return mistakes.all().stream().map(Mistake::toString).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\UFFFFFFFF\"", "\\x", "\\u", "\\U", "\\u12"})
  void anEscapeThatIsNoneOrIsCutOffIsAMistake(String escape) {
    assertThat(mistakes("tier: t\nhint: \"" + escape)).singleElement().asString().contains("2:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tier:hunter2", "tier=hunter2", "tier hunter2", "xy:\thunter2"})
  void whatStandsRunTogetherWithItsKeyIsNotRepeated(String entry) {
    assertThat(mistakes("{mode: read-only, " + entry + "}"))
        .isNotEmpty()
        .noneMatch(mistake -> mistake.contains("hunter2"));
  }

  @Test
  void aKeyThatRunsIntoItsValueIsToldSoEachTime() {
    assertThat(mistakes("{tier:hunter2, tier:hunter2}"))
        .contains(
            "t.yaml:1:2: after \"tier\" a colon and a space must stand before the value",
            "t.yaml:1:16: after \"tier\" a colon and a space must stand before the value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time: 577h       | t.yaml:6:17: \"time\" must be from 0s to 576h",
        "time: 999999999h | t.yaml:6:17: \"time\" must be from 0s to 576h",
        "idle: 8761h      | t.yaml:6:17: \"idle\" must be from 0s to 8760h"
      })
  void aTimeThatTheServerOrTheClockCannotHoldIsAMistake(String limit, String mistake) {
    assertThat(mistakes(TIER + "limits: { " + limit + " }\n")).containsExactly(mistake);
  }

  @Test
  void theLongestTimesAreFine() {
    assertThat(mistakes(TIER + "limits: { time: 576h, idle: 8760h }\n")).isEmpty();
  }
}
