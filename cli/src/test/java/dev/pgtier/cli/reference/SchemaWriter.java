package dev.pgtier.cli.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The model as a JSON Schema, draft 2020-12, with descriptions for those who hover over a key. */
final class SchemaWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LITERAL = Pattern.compile("`([^`]+)`|([0-9]+)");

  private static final Map<String, String> FORMS =
      Map.of(
          "duration", "; written as 500ms, 15s, 2m, 1h or 90d",
          "size", "; written as 4096 (bytes), 64MiB or 10MB",
          "address", "; written as host:port",
          "secret", "; the value itself, ${env:NAME}, ${file:PATH} or ${exec:COMMAND}");

  private SchemaWriter() {}

  /** The schema of one kind of file; the group without an id is the file itself. */
  static String write(String title, List<Group> groups) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", title);
    ObjectNode parts = JSON.createObjectNode();
    for (Group group : groups) {
      if (group.id().isEmpty()) {
        root.setAll(section(group));
      } else {
        parts.set(group.id(), section(group));
      }
    }
    root.set("$defs", parts);
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of JSON", e);
    }
  }

  private static ObjectNode section(Group group) {
    ObjectNode section = JSON.createObjectNode();
    if (!group.about().isEmpty()) {
      section.put("description", group.about());
    }
    section.put("type", "object");
    ObjectNode properties = section.putObject("properties");
    ArrayNode required = JSON.createArrayNode();
    for (Group.Key key : group.keys()) {
      properties.set(key.name(), property(key));
      if (key.required()) {
        required.add(key.name());
      }
    }
    if (!required.isEmpty()) {
      section.set("required", required);
    }
    section.put("additionalProperties", false);
    if (!group.rules().isEmpty()) {
      section.set("allOf", JSON.valueToTree(group.rules()));
    }
    return section;
  }

  private static ObjectNode property(Group.Key key) {
    ObjectNode property = JSON.createObjectNode();
    property.put("description", description(key));
    property.setAll((ObjectNode) key.type().schema());
    Matcher literal = LITERAL.matcher(key.otherwise());
    if (literal.matches()) {
      property.set("default", value(literal));
    }
    return property;
  }

  private static JsonNode value(Matcher literal) {
    String text = literal.group(1) == null ? literal.group(2) : literal.group(1);
    return switch (text) {
      case "true", "false" -> JSON.getNodeFactory().booleanNode(Boolean.parseBoolean(text));
      default ->
          text.matches("[0-9]+")
              ? JSON.getNodeFactory().numberNode(Long.parseLong(text))
              : JSON.getNodeFactory().textNode(text);
    };
  }

  /** One or two sentences without Markdown, which editors show as it is written. */
  private static String description(Group.Key key) {
    String text = key.meaning().isEmpty() ? key.name() : key.meaning();
    String sentence =
        text.startsWith("`") ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    String otherwise =
        key.otherwise().isEmpty() || key.otherwise().equals("as below")
            ? ""
            : key.required() ? " Required." : " Default: " + key.otherwise() + ".";
    return (sentence + kind(key.type().word()) + "." + otherwise)
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replace("`", "");
  }

  /** How such a value is written, for those who do not have the reference at hand. */
  private static String kind(String word) {
    if (word.equals("section") || word.equals("word") || word.equals("list")) {
      return "";
    }
    String more =
        FORMS.entrySet().stream()
            .filter(form -> word.startsWith(form.getKey()) || word.endsWith(form.getKey() + "s"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    return " (" + word + more + ")";
  }
}
