package dev.pgtier.cli.story;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The demo that a story is played on.
 *
 * @param configuration its file
 * @param mcp addresses of the MCP servers, by name
 */
public record Stage(Path configuration, InetSocketAddress proxy, Map<String, URI> mcp) {
  public Stage {
    mcp = Map.copyOf(mcp);
  }

  /** The demo's folder. */
  Path folder() {
    return configuration.toAbsolutePath().getParent();
  }

  /** The directory of the audit log. */
  Path audit() {
    return folder().resolve("audit-log");
  }

  Sql as(String principal, String database) {
    return new Sql(proxy, principal, database);
  }

  Tools tools(String server) {
    return new Tools(mcp.get(server));
  }
}
