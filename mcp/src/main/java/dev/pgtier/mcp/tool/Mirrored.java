package dev.pgtier.mcp.tool;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An argument that clients of 2026-07-28 repeat as a header of HTTP, because its schema says {@code
 * x-mcp-header}, so that whoever stands between can go by it.
 *
 * @param header as the schema says it, without what comes before it on the wire
 * @param place in the arguments
 */
public record Mirrored(String header, JsonPointer place) {
  private static final String KEY = "x-mcp-header";
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

  /**
   * Those of a schema.
   *
   * @throws IllegalArgumentException if one is where no client would look for it, or is no header;
   *     the message is for the schema's author
   */
  static List<Mirrored> of(JsonNode schema) {
    List<Mirrored> found = new ArrayList<>();
    collect(schema, JsonPointer.empty(), found);
    if (found.size() != schema.findValues(KEY).size()) {
      throw new IllegalArgumentException(
          KEY + " belongs to an argument itself, not to items, to $defs or to a condition");
    }
    Set<String> names = new HashSet<>();
    for (Mirrored mirrored : found) {
      if (!names.add(mirrored.header().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "%s %s is there already".formatted(KEY, mirrored.header()));
      }
    }
    return List.copyOf(found);
  }

  private static void collect(JsonNode schema, JsonPointer place, List<Mirrored> found) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonPointer below = place.appendProperty(property.getKey());
      if (property.getValue().has(KEY)) {
        found.add(new Mirrored(header(property.getValue()), below));
      }
      collect(property.getValue(), below, found);
    }
  }

  private static String header(JsonNode argument) {
    JsonNode name = argument.get(KEY);
    if (!name.isTextual() || !TOKEN.matcher(name.textValue()).matches()) {
      throw new IllegalArgumentException(
          KEY + " must be a header's name: letters, digits, - and the like");
    }
    if (!TYPES.contains(argument.path("type").asText())) {
      throw new IllegalArgumentException(
          KEY + " is for an argument of type string, integer or boolean");
    }
    return name.textValue();
  }
}
