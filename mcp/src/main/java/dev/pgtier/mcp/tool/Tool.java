package dev.pgtier.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool as its server offers it.
 *
 * @param schema JSON Schema of its arguments
 */
public record Tool(String name, String description, Arguments schema, Action action, Hints hints) {

  /** A tool whose author wrote the statement and the schema of its arguments. */
  public static Tool query(
      String name, String description, Arguments schema, Action.Query action, Hints hints) {
    return new Tool(name, description, schema, action, hints);
  }

  /** A tool of which only the name and the words are the author's. */
  public static Tool builtIn(String name, String description, Action action, Hints hints) {
    return new Tool(name, description, Arguments.compile(Schemas.arguments(action)), action, hints);
  }

  /** As {@code tools/list} shows it. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    json.put("description", description);
    json.set("inputSchema", schema.json());
    json.set("outputSchema", outputSchema());
    ObjectNode annotations = json.putObject("annotations");
    annotations.put("readOnlyHint", hints.readOnly());
    if (!hints.readOnly()) {
      annotations.put("destructiveHint", hints.destructive());
    }
    if (hints.idempotent() && !hints.readOnly()) {
      annotations.put("idempotentHint", true);
    }
    annotations.put("openWorldHint", false);
    return json;
  }

  /** What {@code structuredContent} of its results holds. */
  public JsonNode outputSchema() {
    return Schemas.output(action);
  }
}
