package dev.pgtier.mcp;

import dev.pgtier.mcp.call.Validation;
import dev.pgtier.mcp.database.DatabaseOptions;
import dev.pgtier.mcp.tool.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an MCP server is made of, whichever way its clients come.
 *
 * @param version of this program
 * @param instructions for the agent, on how to use the tools
 * @param migrations the directory that file tools may read; empty for none
 */
public record McpServerOptions(
    String name,
    String version,
    String instructions,
    List<Tool> tools,
    DatabaseOptions database,
    Optional<Path> migrations,
    Validation validation) {
  public McpServerOptions {
    tools = List.copyOf(tools);
  }
}
