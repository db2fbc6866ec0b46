package dev.pgtier.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Holds a reader against the schema of its files. What the reader takes, the schema takes; what the
 * schema takes, the reader takes, or it says one of the sentences of {@link #BEYOND}.
 */
public final class Agreement {
  /** What no schema can say: each is about something besides the form of the file. */
  private static final List<Pattern> BEYOND =
      List.of(
              // names that refer to something, or stand twice
              "there is no (upstream|principal|tier) .*",
              "the tier .* (uses the upstream|of .* works on) .*",
              "the upstream .* belongs to a tier; .*",
              ".* is there already",
              ".* is in a file before this one already",
              ".* is in the list already.*",
              ".* is pinned (as well|twice); .*",
              "allowed already by an entry before it",
              ".*the database of (production|validation).*",
              "source and target are the same database",
              "another approver has this key; .*",
              ".* approvals are required, and there are .* approvers",
              // the machine: files, the environment, addresses, what listens beyond it
              "cannot read .*",
              "cannot read the tier file .*",
              "the environment has no variable .*",
              "nobody knows the host .*",
              "beyond this machine .*",
              "a principal needs \"scram\" .*",
              // what is inside a text: numbers with a unit, keys, URLs, SQL, other schemas
              "\".*\" must be from .*",
              "\"-?[0-9.]+\" is not .*",
              "\".*\" is not an address.*",
              "not a (receiver|URL|path).*",
              "this is no public key .*",
              ".*SCRAM-SHA-256.*",
              "this is no SQL.*",
              "the statement (takes|does not take) .*",
              "the schema of arguments .*",
              "/.*: .*",
              // settings, whose case does not matter
              "(statement_timeout|client_encoding|standard_conforming_strings|replication) .*",
              "[a-z_]+ (stays on|would (leave|turn)) .*")
          .stream()
          .map(Pattern::compile)
          .toList();

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

  private final Schema schema;
  private final Function<byte[], List<String>> reader;

  /**
   * Begins.
   *
   * @param reader the messages of a file's mistakes, without their places
   */
  public Agreement(Reference reference, Function<byte[], List<String>> reader) {
    this.schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(reference.schema());
    this.reader = reader;
  }

  /** Of every document that differs from this one in one place. */
  public void everySlip(JsonNode document) {
    List<String> disagreements = new ArrayList<>();
    for (JsonPointer place : Mutations.places(document)) {
      for (int kind = 0; kind < Mutations.KINDS; kind++) {
        JsonNode changed = Mutations.apply(document, place, kind);
        disagreement(changed)
            .ifPresent(what -> disagreements.add(place + " = " + changed.at(place) + ": " + what));
      }
    }
    assertThat(disagreements).isEmpty();
  }

  /** Of one document, which is JSON and so YAML too. */
  public void of(JsonNode document) {
    assertThat(disagreement(document)).as("%s", document).isEmpty();
  }

  private Optional<String> disagreement(JsonNode document) {
    List<String> mistakes = reader.apply(document.toString().getBytes(StandardCharsets.UTF_8));
    List<String> errors = errors(document);
    if (mistakes.isEmpty() && !errors.isEmpty()) {
      return Optional.of("the reader takes it, the schema says " + errors);
    }
    boolean explained =
        mistakes.stream()
            .allMatch(mistake -> BEYOND.stream().anyMatch(said -> said.matcher(mistake).matches()));
    return errors.isEmpty() && !explained
        ? Optional.of("the schema takes it, the reader says " + mistakes)
        : Optional.empty();
  }

  public List<String> errors(JsonNode document) {
    return schema.validate(document).stream().map(Object::toString).toList();
  }

  /** A document that a test wrote as YAML or JSON. */
  public static JsonNode document(Object tree) {
    return JSON.valueToTree(tree);
  }

  /** The names of all keys in these documents. */
  public static Set<String> names(List<JsonNode> documents) {
    Set<String> names = new TreeSet<>();
    documents.forEach(
        document ->
            Mutations.places(document)
                .forEach(place -> names.add(place.last().getMatchingProperty())));
    return names;
  }
}
