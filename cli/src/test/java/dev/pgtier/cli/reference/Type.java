package dev.pgtier.cli.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/**
 * A kind of value.
 *
 * @param word as the tables say it
 * @param schema what a JSON Schema says of it
 */
public record Type(String word, JsonNode schema) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCALAR = "'type': ['string', 'number', 'boolean']";
  private static final String NO_REFERENCE = "^(?!\\\\$\\\\{)[\\\\s\\\\S]*\\\\S";
  private static final String NAME = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$";
  private static final String PART = "[^\\\\s.*\\\"()]+";

  static final Type FLAG = of("flag", "'type': 'boolean'");

  /** Any scalar, as it is written. */
  static final Type PROSE = text("text", "\\\\S");

  static final Type ANY = of("text", SCALAR);
  static final Type TEXT = text("text", NO_REFERENCE);
  static final Type PATH = text("path", NO_REFERENCE);
  static final Type NAMED = of("name", SCALAR + ", 'minimum': 0, 'pattern': '" + NAME + "'");
  static final Type ADDRESS =
      of(
          "address",
          "'type': 'string', 'pattern':"
              + " '^(\\\\[[0-9A-Fa-f:.%]+\\\\]|[^\\\\[\\\\]:\\\\s/$]+):[0-9]{1,5}$'");
  static final Type SECRET =
      text(
          "secret",
          "^(?:\\\\$\\\\{(?:env|file|exec):[\\\\s\\\\S]+\\\\}|(?![\\\\s\\\\S]*\\\\$\\\\{)[\\\\s\\\\S]*\\\\S[\\\\s\\\\S]*)$");
  static final Type HTTPS = of("text, https", "'type': 'string', 'pattern': '^https?://[^/]'");
  static final Type FUNCTION = text("pattern", "^(" + PART + "\\\\.)?(" + PART + "\\\\*?|\\\\*)$");
  static final Type RELATION =
      relation("`schema.name`", "^" + PART + "\\\\.(" + PART + "\\\\*?|\\\\*)$");
  static final Type RELATION_OR_COLUMN =
      relation("pattern", "^%s\\\\.(%s\\\\*?|\\\\*|%s\\\\.%s)$".formatted(PART, PART, PART, PART));

  /** A part of JSON, with {@code '} in the place of quotes. */
  static Type of(String word, String members) {
    return new Type(word, json("{" + members + "}"));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static Type text(String word, String pattern) {
    return of(word, SCALAR + ", 'pattern': '" + pattern + "'");
  }

  /** A text with a point in it, which no flag is. */
  private static Type relation(String word, String pattern) {
    return of(word, "'type': ['string', 'number'], 'pattern': '" + pattern + "'");
  }

  /** One of these; what each means is for the key's own sentence. */
  static Type words(String... words) {
    ObjectNode schema = JSON.createObjectNode();
    ArrayNode list = schema.putArray("enum");
    Arrays.asList(words).forEach(list::add);
    return new Type("word", schema);
  }

  /** A whole number; digits in quotes are one too. */
  static Type number(long least, long most) {
    String range = most >= Integer.MAX_VALUE ? "" : ", %d to %d".formatted(least, most);
    return of(
        "number" + range,
        "'anyOf': [{'type': 'integer', 'minimum': %d, 'maximum': %d}, {'type': 'string', 'pattern': '^[0-9]{1,18}$'}]"
            .formatted(least, most));
  }

  /** A duration; the bounds, as a file would say them, or "". */
  static Type duration(String least, String most) {
    return of(
        "duration" + range(least, most),
        "'type': 'string', 'pattern': '^[0-9]{1,12}(ms|s|m|h|d)$'");
  }

  /** A size; the bounds as for {@link #duration}, and how many bytes they are. */
  static Type size(String least, String most, long leastBytes, long mostBytes) {
    return of(
        "size" + range(least, most),
        "'anyOf': [{'type': 'integer', 'minimum': %d, 'maximum': %d}, {'type': 'string', 'pattern': '^[0-9]{1,12}(B|kB|KB|MB|GB|KiB|MiB|GiB)?$'}]"
            .formatted(leastBytes, Math.min(mostBytes, 999_999_999_999L)));
  }

  /** A section of the same file, by its id. */
  static Type section(String id) {
    return new Type("section", ref(id));
  }

  static Type sections(String id) {
    return new Type("list", list(ref(id)));
  }

  /** A mapping whose keys are the author's own. */
  static Type named(Type key, Type value) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    ObjectNode names = schema.putObject("propertyNames");
    names.set("pattern", key.schema().path("pattern"));
    schema.set("additionalProperties", value.schema());
    return new Type("section", schema);
  }

  Type list() {
    return new Type("list of " + plural(), list(schema));
  }

  /** A list in which nothing stands twice. */
  Type set() {
    ObjectNode schema = list(this.schema);
    schema.put("uniqueItems", true);
    return new Type("list of " + plural(), schema);
  }

  Type notEmpty() {
    ObjectNode more = schema.deepCopy();
    more.put(more.path("type").asText().equals("array") ? "minItems" : "minProperties", 1);
    return new Type(word, more);
  }

  /** The same under another word of the tables. */
  Type called(String other) {
    return new Type(other, schema);
  }

  private String plural() {
    return word.startsWith("`") ? word : word + "s";
  }

  private static ObjectNode ref(String id) {
    return JSON.createObjectNode().put("$ref", "#/$defs/" + id);
  }

  private static ObjectNode list(JsonNode item) {
    ObjectNode schema = JSON.createObjectNode().put("type", "array");
    schema.set("items", item);
    return schema;
  }

  private static String range(String least, String most) {
    List<String> ends = List.of(least, most);
    if (ends.stream().noneMatch(String::isEmpty)) {
      return ", `%s` to `%s`".formatted(least, most);
    }
    return least.isEmpty()
        ? most.isEmpty() ? "" : ", at most `%s`".formatted(most)
        : ", at least `%s`".formatted(least);
  }
}
