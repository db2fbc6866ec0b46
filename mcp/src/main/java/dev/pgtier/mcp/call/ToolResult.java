package dev.pgtier.mcp.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a call gave.
 *
 * @param text for clients that show text only
 * @param structured by the tool's output schema; empty for an error
 * @param error what went wrong, by its parts, beside the text
 */
public record ToolResult(String text, Optional<JsonNode> structured, Optional<JsonNode> error) {
  private static final String ERROR_KEY = "dev.pgtier/error";

  static ToolResult of(String text, JsonNode structured) {
    return new ToolResult(text, Optional.of(structured), Optional.empty());
  }

  /** An error that the agent can do something about; {@code text} says what. */
  static ToolResult failed(String text) {
    return failed(text, JsonNodeFactory.instance.objectNode().put("reason", text));
  }

  static ToolResult failed(String text, JsonNode error) {
    return new ToolResult(text, Optional.empty(), Optional.of(error));
  }

  public boolean isError() {
    return error.isPresent();
  }

  /** As the result of {@code tools/call}. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("content").addObject().put("type", "text").put("text", text);
    structured.ifPresent(value -> json.set("structuredContent", value));
    json.put("isError", isError());
    error.ifPresent(value -> json.putObject("_meta").set(ERROR_KEY, value));
    return json;
  }
}
