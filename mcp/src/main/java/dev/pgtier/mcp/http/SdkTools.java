package dev.pgtier.mcp.http;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.mcp.call.Caller;
import dev.pgtier.mcp.call.Progress;
import dev.pgtier.mcp.rpc.Call;
import dev.pgtier.mcp.rpc.Json;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.RpcException;
import dev.pgtier.mcp.tool.Tool;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Our tools in the SDK's words. */
final class SdkTools {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private SdkTools() {}

  static List<SyncToolSpecification> of(Methods methods) {
    return methods.tools().stream()
        .map(
            tool ->
                new SyncToolSpecification(
                    describe(tool), (exchange, request) -> call(methods, exchange)))
        .toList();
  }

  private static McpSchema.Tool describe(Tool tool) {
    ObjectNode json = tool.toJson();
    McpSchema.ToolAnnotations annotations =
        Json.MAPPER.convertValue(json.get("annotations"), McpSchema.ToolAnnotations.class);
    return McpSchema.Tool.builder(tool.name(), map(json.get("inputSchema")))
        .description(tool.description())
        .outputSchema(map(json.get("outputSchema")))
        .annotations(annotations)
        .build();
  }

  /** The SDK's own reading of the request is not used: numbers keep their digits in ours. */
  private static McpSchema.CallToolResult call(Methods methods, McpSyncServerExchange exchange) {
    SessionCall call = SessionCall.of(exchange.transportContext());
    Request request = call.request();
    McpSchema.Implementation client = exchange.getClientInfo();
    Optional<String> agent =
        client == null ? Optional.empty() : Request.agent(client.name(), client.version());
    String id = exchange.sessionId() + " " + request.id().map(JsonNode::asText).orElse("");
    try {
      JsonNode result =
          methods.callTool(
              request,
              new Call(
                  new Caller(agent, call.token(), id),
                  progress(exchange, request),
                  call.cancellation()));
      return result(result);
    } catch (RpcException e) {
      throw new IllegalStateException(e);
    }
  }

  private static McpSchema.CallToolResult result(JsonNode json) {
    McpSchema.CallToolResult.Builder result =
        McpSchema.CallToolResult.builder()
            .textContent(List.of(json.path("content").path(0).path("text").asText()))
            .isError(json.path("isError").asBoolean());
    if (json.has("structuredContent")) {
      result.structuredContent(json.get("structuredContent"));
    }
    if (json.has("_meta")) {
      result.meta(map(json.get("_meta")));
    }
    return result.build();
  }

  private static Progress progress(McpSyncServerExchange exchange, Request request) {
    AtomicInteger step = new AtomicInteger();
    return request
        .progressToken()
        .<Progress>map(
            token ->
                text ->
                    exchange.progressNotification(
                        McpSchema.ProgressNotification.builder(
                                token.isTextual() ? token.textValue() : token.numberValue(),
                                step.incrementAndGet())
                            .message(text)
                            .build()))
        .orElse(Progress.NONE);
  }

  private static Map<String, Object> map(JsonNode json) {
    return Json.MAPPER.convertValue(json, OBJECT);
  }
}
