package dev.pgtier.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a record says beyond what every record has, in few words. */
final class Details {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> COMMON = Set.of("v", "seq", "time", "event", "prev", "hash");

  private Details() {}

  static String of(String line) {
    JsonNode record;
    try {
      record = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      // Somebody damaged it: what is left is shown as it is.
      return line;
    }
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : record.properties()) {
      JsonNode value = field.getValue();
      if (!COMMON.contains(field.getKey()) && !value.isNull()) {
        words.add(field.getKey() + " " + (value.isTextual() ? value.textValue() : value));
      }
    }
    return String.join(", ", words);
  }
}
