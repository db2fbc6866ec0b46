package dev.pgtier.policies.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.tiers.TierReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is in a file, reading it ends in a tier or in mistakes with a place. */
final class StrictYamlProperties {
  private static void readsOrComplains(byte[] bytes) {
    Mistakes mistakes = new Mistakes("t.yaml");
    boolean read = TierReader.read(bytes, mistakes).isPresent();
    assertThat(read).isEqualTo(mistakes.isEmpty());
    assertThat(mistakes.all())
        .allMatch(mistake -> mistake.place().line() > 0 && mistake.place().column() > 0)
        .noneMatch(mistake -> mistake.message().chars().anyMatch(c -> c < ' '));
  }

  @Property
  void anyBytes(@ForAll byte[] bytes) {
    readsOrComplains(bytes);
  }

  @Property
  void anyPunctuation(@ForAll("yamlish") String text) {
    readsOrComplains(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void aShippedTierWithOneByteChanged(
      @ForAll @IntRange(max = 20_000) int at, @ForAll byte replacement) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of("tiers", "inspect.yaml"));
    bytes[at % bytes.length] = replacement;
    readsOrComplains(bytes);
  }

  @Provide
  Arbitrary<String> yamlish() {
    return Arbitraries.of(
            "tier",
            "limits",
            "time",
            ": ",
            ":",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\n",
            "  ",
            "\t",
            "\"",
            "'",
            "\\",
            "&a",
            "*a",
            "!t",
            "|",
            ">",
            "%",
            "@",
            "#",
            "?",
            "? ",
            "~",
            "---\n",
            "...\n",
            "<<",
            "15s",
            "\uFEFF",
            "\u0085",
            "é",
            "\uD83D\uDE00",
            "\0",
            "\r")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Example
  void nestedTooDeep() {
    readsOrComplains("[".repeat(500_000).getBytes(StandardCharsets.UTF_8));
    readsOrComplains("- ".repeat(200_000).getBytes(StandardCharsets.UTF_8));
    readsOrComplains("? ".repeat(200_000).getBytes(StandardCharsets.UTF_8));
  }

  @Example
  void tooLarge() {
    byte[] bytes = new byte[(1 << 20) + 1];
    Arrays.fill(bytes, (byte) '#');
    Mistakes mistakes = new Mistakes("t.yaml");
    assertThat(TierReader.read(bytes, mistakes)).isEmpty();
    assertThat(mistakes.all()).hasToString("[t.yaml:1:1: the file is larger than 1 MiB]");
  }
}
