package dev.pgtier.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.verify.Report;
import dev.pgtier.audit.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what a proxy has recorded. */
public final class TestLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestLog() {}

  /** All records so far, in their order; a line that is being written is left out. */
  public static List<JsonNode> records(Path directory) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (Path file : files(directory)) {
      String text = Files.readString(file);
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        records.add(JSON.readTree(line));
      }
    }
    return records;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  /** Fails unless the log verifies, and each allowed decision of it has one outcome. */
  static void requireWhole(Path directory) throws IOException {
    PublicKey key = Keys.ofPem(Files.readString(directory.resolve("audit.key.pub"))).orElseThrow();
    Report report = new Verifier(directory, key, List.of(), null).verify();
    require(report.finding().isEmpty(), report.text());
    Map<String, JsonNode> open = new HashMap<>();
    for (JsonNode entry : records(directory)) {
      String event = entry.path("event").asText();
      String name = entry.path("statement").asText();
      if (event.equals("decision") && !entry.path("verdict").asText().equals("deny")) {
        require(open.put(name, entry) == null, "decided twice: " + entry);
      } else if (event.equals("outcome")) {
        require(open.remove(name) != null, "an outcome of nothing: " + entry);
      }
    }
    require(open.isEmpty(), "without an outcome: " + open.values());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
