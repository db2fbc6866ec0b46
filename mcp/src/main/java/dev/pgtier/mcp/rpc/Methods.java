package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.mcp.call.ToolCalls;
import dev.pgtier.mcp.tool.Tool;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of MCP that a server of tools has, without any memory of who asked before: those of
 * 2026-07-28, and those of the revisions before it for a client that keeps no session.
 */
public final class Methods {
  private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

  /** The tools of a server do not change while it runs. */
  private static final long TTL_MILLIS = 300_000;

  private final ServerInfo server;
  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final ToolCalls calls;

  public Methods(ServerInfo server, List<Tool> tools, ToolCalls calls) {
    this.server = server;
    tools.forEach(tool -> this.tools.put(tool.name(), tool));
    this.calls = calls;
  }

  public ServerInfo server() {
    return server;
  }

  public Collection<Tool> tools() {
    return tools.values();
  }

  /** Answers a request, which is no notification. */
  public JsonNode answer(Request request, Call call) throws RpcException {
    return request.isModern() ? modern(request, call) : legacy(request, call);
  }

  /** Calls a tool for a request whose tool and arguments may be anything. */
  public ObjectNode callTool(Request request, Call call) throws RpcException {
    Tool tool = tool(request);
    JsonNode arguments = request.params().path("arguments");
    if (arguments.isMissingNode() || arguments.isNull()) {
      arguments = JsonNodeFactory.instance.objectNode();
    }
    return calls
        .call(tool, arguments, call.caller(), call.progress(), call.cancellation())
        .toJson();
  }

  /** The tool that a request names. */
  public Tool tool(Request request) throws RpcException {
    Optional<Tool> tool = request.name().map(tools::get);
    if (tool.isEmpty()) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "there is no such tool; there are " + String.join(", ", tools.keySet()));
    }
    return tool.get();
  }

  private JsonNode legacy(Request request, Call call) throws RpcException {
    return switch (request.method()) {
      case "initialize" -> initialize(request);
      case "ping" -> JsonNodeFactory.instance.objectNode();
      case "tools/list" -> list();
      case "tools/call" -> callTool(request, call);
      default -> throw unknown();
    };
  }

  private JsonNode modern(Request request, Call call) throws RpcException {
    String version = request.version().orElse("");
    if (!version.equals(Versions.MODERN)) {
      throw Versions.unsupported(version);
    }
    if (!request.saysCapabilities()) {
      throw new RpcException(
          RpcException.INVALID_PARAMS,
          "_meta must hold io.modelcontextprotocol/clientCapabilities, an object");
    }
    ObjectNode result =
        switch (request.method()) {
          case "server/discover" -> cacheable(discover());
          case "tools/list" -> cacheable(list());
          case "tools/call" -> callTool(request, call);
          default -> throw unknown();
        };
    result.put("resultType", "complete");
    result.withObjectProperty("_meta").set(SERVER_INFO, server.toJson());
    return result;
  }

  private ObjectNode initialize(Request request) throws RpcException {
    JsonNode version = request.params().path("protocolVersion");
    if (!version.isTextual()) {
      throw new RpcException(RpcException.INVALID_PARAMS, "protocolVersion is missing");
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("protocolVersion", Versions.negotiate(version.textValue()));
    introduce(result);
    return result;
  }

  private ObjectNode discover() {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    var versions = result.putArray("supportedVersions").add(Versions.MODERN);
    Versions.LEGACY.forEach(versions::add);
    introduce(result);
    return result;
  }

  private void introduce(ObjectNode result) {
    result.putObject("capabilities").putObject("tools");
    result.set("serverInfo", server.toJson());
    result.put("instructions", server.instructions());
  }

  private ObjectNode list() {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    var list = result.putArray("tools");
    tools.values().forEach(tool -> list.add(tool.toJson()));
    return result;
  }

  private static ObjectNode cacheable(ObjectNode result) {
    return result.put("ttlMs", TTL_MILLIS).put("cacheScope", "public");
  }

  private static RpcException unknown() {
    return new RpcException(
        RpcException.METHOD_NOT_FOUND,
        "there is no such method; a server of tools has tools/list and tools/call");
  }
}
