package dev.pgtier.cli.mcp;

import dev.pgtier.mcp.McpServer;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** MCP servers that run. */
public final class RunningServers implements AutoCloseable {
  private final Map<String, McpServer> servers = new LinkedHashMap<>();

  private final Runnable shared;

  /**
   * None yet.
   *
   * @param shared what they use and what ends after them
   */
  RunningServers(Validations shared) {
    this.shared = shared::close;
  }

  private RunningServers() {
    this.shared = () -> {};
  }

  /** Where none is wanted. */
  public static RunningServers none() {
    return new RunningServers();
  }

  void add(String name, McpServer server) {
    servers.put(name, server);
  }

  /** Where each can be reached, by its name, in the order of the configuration. */
  public Map<String, String> urls() {
    Map<String, String> urls = new LinkedHashMap<>();
    servers.forEach((name, server) -> urls.put(name, url(server.address())));
    return Collections.unmodifiableMap(urls);
  }

  private static String url(InetSocketAddress address) {
    String host = address.getHostString();
    return "http://%s:%d/mcp"
        .formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort());
  }

  @Override
  public void close() {
    servers.values().forEach(McpServer::close);
    shared.run();
  }
}
