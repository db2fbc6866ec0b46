package dev.pgtier.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.cli.reference.Agreement;
import dev.pgtier.cli.reference.Documents;
import dev.pgtier.cli.reference.Reference;
import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.policies.yaml.Mistakes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema of a file of tools and its reader agree. */
class ToolsSchemaTest {
  private static final JsonNode DOCUMENT = Documents.of("tools.yaml");

  private final Agreement agreement = new Agreement(Reference.TOOLS, ToolsSchemaTest::mistakes);

  @Test
  void theyKnowTheSameKeys() {
    Map<String, List<String>> known =
        Stream.of(ToolsReader.FILE, ToolsReader.TOOL, ToolsReader.ANNOTATIONS)
            .collect(Collectors.toMap(Keys::section, keys -> List.copyOf(keys.names())));
    assertThat(Reference.TOOLS.keys()).isEqualTo(known);
    assertThat(mistakes(Documents.bytes("tools.yaml"))).isEmpty();
    assertThat(Agreement.names(List.of(DOCUMENT)))
        .containsAll(known.values().stream().flatMap(List::stream).toList());
  }

  @Test
  void theyAgreeOnEverySlip() {
    agreement.everySlip(DOCUMENT);
  }

  @Test
  void whatShipsIsRight() throws IOException {
    for (String name : List.of("prod-readonly", "validate-write")) {
      Path file = Path.of("..", "policies", "tools", name + ".yaml");
      assertThat(agreement.errors(Documents.of(file))).isEmpty();
    }
  }

  private static List<String> mistakes(byte[] yaml) {
    Mistakes mistakes = new Mistakes("t.yaml");
    ToolsReader.read(yaml, mistakes);
    return mistakes.all().stream().map(Mistake::message).toList();
  }
}
