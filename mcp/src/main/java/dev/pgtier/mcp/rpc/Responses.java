package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The messages that we send. */
public final class Responses {
  private Responses() {}

  public static ObjectNode result(JsonNode id, JsonNode result) {
    ObjectNode message = message();
    message.set("id", id);
    message.set("result", result);
    return message;
  }

  /** An error; without an id where the request's could not be read. */
  public static ObjectNode error(Optional<JsonNode> id, RpcException e) {
    ObjectNode message = message();
    message.set("id", id.orElse(JsonNodeFactory.instance.nullNode()));
    ObjectNode error = message.putObject("error");
    error.put("code", e.code());
    error.put("message", e.getMessage());
    e.data().ifPresent(data -> error.set("data", data));
    return message;
  }

  /** That a call goes on; {@code step} grows with each. */
  public static ObjectNode progress(JsonNode token, int step, String text) {
    ObjectNode message = message();
    message.put("method", "notifications/progress");
    ObjectNode params = message.putObject("params");
    params.set("progressToken", token);
    params.put("progress", step);
    params.put("message", text);
    return message;
  }

  private static ObjectNode message() {
    return JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
  }
}
