package dev.pgtier.mcp.tool;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The references within a schema. None leaves it, so that nothing is ever fetched; each leads to a
 * schema; and none leads back to itself without a step down in the value, which would never end.
 */
final class References {
  private static final String REF = "$ref";
  private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
  private static final List<String> SINGLE = List.of("not", "if", "then", "else");

  private final JsonNode root;
  private final Set<JsonNode> finished = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<JsonNode> entered = Collections.newSetFromMap(new IdentityHashMap<>());

  private References(JsonNode root) {
    this.root = root;
  }

  /**
   * Looks at all of them.
   *
   * @throws IllegalArgumentException if one is not as it must be; the message is for the author
   */
  static void check(JsonNode schema) {
    for (String moved : List.of("$id", "$dynamicRef")) {
      if (!schema.findValues(moved).isEmpty()) {
        throw new IllegalArgumentException(
            moved + " is not read; refer to a part of this schema by $ref: \"#/$defs/name\"");
      }
    }
    new References(schema).walk(schema);
  }

  private void walk(JsonNode node) {
    enter(node);
    node.forEach(this::walk);
  }

  /** Follows whatever is asked about the same value as {@code schema} is. */
  private void enter(JsonNode schema) {
    if (!schema.isObject() || finished.contains(schema)) {
      return;
    }
    if (!entered.add(schema)) {
      throw new IllegalArgumentException("a $ref leads back to itself");
    }
    beside(schema).forEach(this::enter);
    entered.remove(schema);
    finished.add(schema);
  }

  private List<JsonNode> beside(JsonNode schema) {
    List<JsonNode> beside = new ArrayList<>();
    if (schema.has(REF)) {
      beside.add(target(schema.get(REF)));
    }
    SINGLE.forEach(key -> beside.add(schema.path(key)));
    LISTS.forEach(key -> schema.path(key).forEach(beside::add));
    schema.path("dependentSchemas").forEach(beside::add);
    return beside;
  }

  private JsonNode target(JsonNode reference) {
    String text = reference.asText();
    if (!reference.isTextual() || !text.startsWith("#")) {
      throw new IllegalArgumentException(
          "a $ref that leaves the schema is not read; put what it means below $defs and write"
              + " \"#/$defs/name\"");
    }
    JsonNode found = find(text.substring(1));
    if (!found.isObject() && !found.isBoolean()) {
      throw new IllegalArgumentException("a $ref leads to no schema: " + text);
    }
    return found;
  }

  private JsonNode find(String fragment) {
    if (fragment.isEmpty() || fragment.startsWith("/")) {
      // URLDecoder reads + as a space, which a fragment does not.
      String pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return root.at(JsonPointer.compile(pointer));
    }
    return root.findParents("$anchor").stream()
        .filter(parent -> fragment.equals(parent.path("$anchor").textValue()))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }
}
