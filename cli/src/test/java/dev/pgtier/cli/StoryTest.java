package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtier demo --story}, as somebody who hears of pgtier for the first time starts it. */
class StoryTest {
  @TempDir private Path folder;

  @Test
  void everyStepOfTheTutorialGoesAsItSays() throws Exception {
    try (CommandProcess story =
        CommandProcess.run("", "demo", "--story", "--dir", folder.toString())) {
      assertThat(story.output()).noneMatch(line -> line.contains("\u2717"));
      assertThat(story.exitCode()).as(story.errors()).isZero();
      assertThat(story.line("went as expected")).startsWith("All ");
    }
  }
}
