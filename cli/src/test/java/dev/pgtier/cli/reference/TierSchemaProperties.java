package dev.pgtier.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.policies.tiers.TierReader;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.policies.yaml.Mistakes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The schema of a tier file and its reader agree. */
class TierSchemaProperties {
  private static final List<JsonNode> DOCUMENTS =
      List.of(Documents.of("read.yaml"), Documents.of("write.yaml"), Documents.of("deploy.yaml"));

  private final Agreement agreement = new Agreement(Reference.TIER, TierSchemaProperties::mistakes);

  @Example
  void documentsAreRightAndHaveEveryKey() {
    DOCUMENTS.forEach(
        document ->
            assertThat(
                    mistakes(document.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEmpty());
    assertThat(Agreement.names(DOCUMENTS))
        .containsAll(Reference.TIER.keys().values().stream().flatMap(List::stream).toList());
  }

  @Example
  void theyAgreeOnEverySlip() {
    DOCUMENTS.forEach(agreement::everySlip);
  }

  @Property
  void theyAgreeOnSeveralSlips(
      @ForAll @IntRange(max = 2) int document,
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
    for (String tier : List.of("inspect", "validate", "deploy")) {
      Path file = Path.of("..", "policies", "tiers", tier + ".yaml");
      assertThat(agreement.errors(Documents.of(file))).isEmpty();
    }
  }

  private static List<String> mistakes(byte[] yaml) {
    Mistakes mistakes = new Mistakes("t.yaml");
    TierReader.read(yaml, mistakes);
    return mistakes.all().stream().map(Mistake::message).toList();
  }
}
