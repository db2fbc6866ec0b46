package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is in a file, reading it ends in a configuration or in mistakes. */
final class ConfigurationProperties {
  private static void readsOrComplains(byte[] bytes) {
    Configuration.Loaded loaded =
        ConfigurationReader.read(
            bytes, Path.of("..", "policies", "pgtier.yaml"), name -> "value of " + name);
    if (loaded instanceof Configuration.Loaded.Bad bad) {
      assertThat(bad.mistakes()).isNotEmpty();
      assertThat(bad.toString()).doesNotContain("value of");
    } else {
      assertThat(loaded).isInstanceOf(Configuration.Loaded.Good.class);
    }
  }

  @Property
  void anyBytes(@ForAll byte[] bytes) {
    readsOrComplains(bytes);
  }

  @Property(tries = 500)
  void theExampleWithOneByteChanged(
      @ForAll @IntRange(max = 20_000) int at,
      @ForAll @IntRange(min = 32, max = 126) int replacement)
      throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of("..", "policies", "pgtier.yaml"));
    bytes[at % bytes.length] = (byte) replacement;
    // Else a changed byte could make a host name, and the test would ask the network for it.
    if (!new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).contains("127.0.0.1:6432")
        || !new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
            .contains("127.0.0.1:9632")) {
      return;
    }
    readsOrComplains(bytes);
  }
}
