package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A message of a client's.
 *
 * @param id empty for a notification, which has no answer
 * @param method empty where the client answers a request of ours; we make none
 * @param params an empty object where there are none
 */
public record Request(Optional<JsonNode> id, String method, ObjectNode params) {
  private static final String META = "_meta";
  private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
  private static final String CLIENT = "io.modelcontextprotocol/clientInfo";
  private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

  /** Takes a message apart. */
  public static Request of(JsonNode message) throws RpcException {
    if (!message.isObject() || !"2.0".equals(message.path("jsonrpc").textValue())) {
      throw new RpcException(
          RpcException.INVALID_REQUEST, "send a message of JSON-RPC 2.0, an object");
    }
    JsonNode method = message.path("method");
    boolean answer = method.isMissingNode() && (message.has("result") || message.has("error"));
    if (!answer && (!method.isTextual() || method.textValue().isEmpty())) {
      throw new RpcException(RpcException.INVALID_REQUEST, "the message has no method");
    }
    JsonNode params = message.path("params");
    if (!params.isMissingNode() && !params.isObject()) {
      throw new RpcException(RpcException.INVALID_REQUEST, "params must be an object");
    }
    return new Request(
        answer ? Optional.empty() : id(message),
        answer ? "" : method.textValue(),
        params instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode());
  }

  /** The id of a message, if it has one that can be answered to; for errors. */
  public static Optional<JsonNode> answerable(JsonNode message) {
    JsonNode id = message.path("id");
    return id.isTextual() || id.isIntegralNumber() ? Optional.of(id) : Optional.empty();
  }

  private static Optional<JsonNode> id(JsonNode message) throws RpcException {
    if (!message.has("id")) {
      return Optional.empty();
    }
    Optional<JsonNode> id = answerable(message);
    if (id.isEmpty()) {
      throw new RpcException(RpcException.INVALID_REQUEST, "id must be a text or a whole number");
    }
    return id;
  }

  /** Whether it begins a session, and says all that belongs to that. */
  public boolean opensSession() {
    return method.equals("initialize")
        && id.isPresent()
        && params.path("protocolVersion").isTextual()
        && params.path("capabilities").isObject()
        && params.path("clientInfo").path("name").isTextual()
        && params.path("clientInfo").path("version").isTextual();
  }

  /** Whether it says its protocol version itself, as requests of 2026-07-28 and later do. */
  public boolean isModern() {
    return params.path(META).has(VERSION);
  }

  public Optional<String> version() {
    return Optional.ofNullable(params.path(META).path(VERSION).textValue());
  }

  public boolean saysCapabilities() {
    return params.path(META).path(CAPABILITIES).isObject();
  }

  /** The client's name and version, where this message says them. */
  public Optional<String> agent() {
    JsonNode info =
        params.path(META).has(CLIENT) ? params.path(META).path(CLIENT) : params.path("clientInfo");
    return agent(info.path("name").asText(""), info.path("version").asText(""));
  }

  /** As the audit shows a client. */
  public static Optional<String> agent(String name, String version) {
    return name.isEmpty() ? Optional.empty() : Optional.of((name + " " + version).strip());
  }

  /** The token by which the client wants to hear of progress. */
  public Optional<JsonNode> progressToken() {
    JsonNode token = params.path(META).path("progressToken");
    return token.isTextual() || token.isNumber() ? Optional.of(token) : Optional.empty();
  }

  /** {@code params.name}, of a tool. */
  public Optional<String> name() {
    return Optional.ofNullable(params.path("name").textValue());
  }
}
