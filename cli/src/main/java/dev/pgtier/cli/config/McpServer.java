package dev.pgtier.cli.config;

import dev.pgtier.proxy.secret.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One MCP server.
 *
 * @param login as whom its tools reach the proxy
 * @param tokens bearer tokens, one of which a request must carry unless {@code oauth} lets it in;
 *     without either only on loopback
 * @param tools the YAML file of its tools
 */
public record McpServer(
    String name,
    InetSocketAddress listen,
    Login login,
    List<Secret> tokens,
    Optional<OAuth> oauth,
    Path tools) {
  public McpServer {
    tokens = List.copyOf(tokens);
  }

  /**
   * Whose access tokens it takes as well.
   *
   * @param resource the server's address as clients know it, which a token names as its audience
   * @param jwks where the issuer's keys are
   * @param scopes all of which a token must have
   */
  public record OAuth(URI resource, String issuer, URI jwks, List<String> scopes) {
    public OAuth {
      scopes = List.copyOf(scopes);
    }
  }
}
