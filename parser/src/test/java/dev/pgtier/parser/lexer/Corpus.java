package dev.pgtier.parser.lexer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The statements of the corpus files: what real clients send, and what attackers try. */
final class Corpus {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Corpus() {}

  static List<String> all() {
    List<String> all = new ArrayList<>(benign());
    for (JsonNode line : lines("sql_attacks.jsonl")) {
      for (JsonNode statement : line.get("statements")) {
        collectText(statement, all);
      }
    }
    return all;
  }

  static List<String> benign() {
    List<String> statements = new ArrayList<>();
    lines("benign.jsonl").forEach(line -> statements.add(line.get("sql").asText()));
    return statements;
  }

  /**
   * A step of an attack by messages is an object: every text in it is SQL or a name, and both can
   * be lexed.
   */
  private static void collectText(JsonNode node, List<String> all) {
    if (node.isTextual()) {
      if (!node.asText().isEmpty()) {
        all.add(node.asText());
      }
    } else {
      node.forEach(child -> collectText(child, all));
    }
  }

  private static List<JsonNode> lines(String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Corpus.class.getResourceAsStream("/corpus/" + name)),
                StandardCharsets.UTF_8))) {
      List<JsonNode> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
