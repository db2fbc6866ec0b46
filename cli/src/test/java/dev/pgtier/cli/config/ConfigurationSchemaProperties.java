package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.cli.reference.Agreement;
import dev.pgtier.cli.reference.Documents;
import dev.pgtier.cli.reference.Mutations;
import dev.pgtier.cli.reference.Reference;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.proxy.auth.ScramVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The schema of the configuration file and its reader agree. */
class ConfigurationSchemaProperties {
  private static final List<String> FILES = List.of("file.pem", "read.yaml", "write.yaml");
  private static final List<JsonNode> DOCUMENTS =
      List.of(Documents.of("configuration.yaml"), Documents.of("small.yaml"));
  private static final Map<String, String> ENVIRONMENT =
      Map.of("SECRET", "hunter2", "SCRAM", ScramVerifier.derive("x").text());

  private static Path folder;

  private final Agreement agreement =
      new Agreement(Reference.CONFIGURATION, ConfigurationSchemaProperties::mistakes);

  @BeforeContainer
  static void write() throws IOException {
    folder = Files.createTempDirectory("pgtier-schema");
    Files.writeString(folder.resolve("file.pem"), "nobody reads it here");
    Files.write(folder.resolve("read.yaml"), Documents.bytes("read.yaml"));
    Files.write(folder.resolve("write.yaml"), Documents.bytes("write.yaml"));
  }

  @AfterContainer
  static void delete() throws IOException {
    for (String file : FILES) {
      Files.delete(folder.resolve(file));
    }
    Files.delete(folder);
  }

  @Example
  void documentsAreRightAndHaveEveryKey() {
    DOCUMENTS.forEach(
        document ->
            assertThat(mistakes(document.toString().getBytes(StandardCharsets.UTF_8))).isEmpty());
    assertThat(Agreement.names(DOCUMENTS))
        .containsAll(
            Reference.CONFIGURATION.keys().values().stream().flatMap(List::stream).toList());
  }

  @Example
  void theyAgreeOnEverySlip() {
    DOCUMENTS.forEach(agreement::everySlip);
  }

  @Property(tries = 500)
  void theyAgreeOnSeveralSlips(
      @ForAll @IntRange(max = 1) int document,
      @ForAll @Size(min = 2, max = 4) List<@IntRange(max = 9_999) Integer> slips) {
    JsonNode changed = DOCUMENTS.get(document);
    for (int slip : slips) {
      List<JsonPointer> places = Mutations.places(changed);
      if (!places.isEmpty()) {
        changed =
            Mutations.apply(changed, places.get(slip % places.size()), slip / 7 % Mutations.KINDS);
      }
    }
    agreement.of(changed);
  }

  @Example
  void whatShipsIsRight() throws IOException {
    assertThat(agreement.errors(Documents.of(Path.of("..", "policies", "pgtier.yaml")))).isEmpty();
  }

  private static List<String> mistakes(byte[] yaml) {
    Configuration.Loaded loaded =
        ConfigurationReader.read(yaml, folder.resolve("c.yaml"), ENVIRONMENT::get);
    return loaded instanceof Configuration.Loaded.Bad bad
        ? bad.mistakes().stream().map(Mistake::message).toList()
        : List.of();
  }
}
