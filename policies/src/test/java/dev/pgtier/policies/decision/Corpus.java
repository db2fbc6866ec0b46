package dev.pgtier.policies.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The statements of {@code corpus/}. */
public final class Corpus {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Corpus() {}

  /** A statement that a real client sent. */
  public record Benign(String id, String client, String sql, boolean must) {}

  /**
   * What somebody tries.
   *
   * @param texts of its Query and Parse messages
   */
  public record Attack(
      String id, String category, List<String> texts, Set<String> stoppedBy, boolean allowed) {}

  public static List<Benign> benign() {
    return lines("benign.jsonl").stream()
        .map(
            line ->
                new Benign(
                    line.get("id").asText(),
                    line.get("client").asText(),
                    line.get("sql").asText(),
                    line.get("must").asBoolean()))
        .toList();
  }

  public static List<Attack> attacks() {
    return lines("sql_attacks.jsonl").stream().map(Corpus::attack).toList();
  }

  private static Attack attack(JsonNode line) {
    List<String> texts = new ArrayList<>();
    for (JsonNode step : line.get("statements")) {
      if (step.isTextual()) {
        texts.add(step.asText());
      } else if (step.isObject()) {
        texts.add(step.get("sql").asText());
      } else {
        step.forEach(message -> message(message, texts));
      }
    }
    List<String> stoppedBy = new ArrayList<>();
    line.get("stopped_by").forEach(word -> stoppedBy.add(word.asText()));
    return new Attack(
        line.get("id").asText(),
        line.get("category").asText(),
        texts.stream().map(Corpus::substituted).toList(),
        Set.copyOf(stoppedBy),
        line.get("expect").asText().equals("allow"));
  }

  private static void message(JsonNode message, List<String> texts) {
    switch (message.get(0).asText()) {
      case "Q", "P" -> texts.add(message.get(1).asText());
      case "Qhex" ->
          texts.add(
              new String(HexFormat.of().parseHex(message.get(1).asText()), StandardCharsets.UTF_8));
      default -> {}
    }
  }

  private static String substituted(String sql) {
    return sql.replace("{{VICTIM_PID}}", "4711").replaceAll("\\{\\{(\\w+)[^}]*\\}\\}", "$1");
  }

  private static List<JsonNode> lines(String file) {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Corpus.class.getResourceAsStream("/corpus/" + file), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
