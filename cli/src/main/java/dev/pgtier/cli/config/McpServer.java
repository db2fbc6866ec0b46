package dev.pgtier.cli.config;

import dev.pgtier.proxy.secret.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * One MCP server.
 *
 * @param login as whom its tools reach the proxy
 * @param tokens bearer tokens, one of which a request must carry; empty only on loopback
 * @param tools the YAML file of its tools
 */
public record McpServer(
    String name, InetSocketAddress listen, Login login, List<Secret> tokens, Path tools) {
  public McpServer {
    tokens = List.copyOf(tokens);
  }
}
