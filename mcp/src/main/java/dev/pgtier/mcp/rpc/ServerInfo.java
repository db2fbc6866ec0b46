package dev.pgtier.mcp.rpc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a server introduces itself.
 *
 * @param instructions for the agent, on how to use its tools
 */
public record ServerInfo(String name, String version, String instructions) {
  ObjectNode toJson() {
    return JsonNodeFactory.instance.objectNode().put("name", name).put("version", version);
  }
}
