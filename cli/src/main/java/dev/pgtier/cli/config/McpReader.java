package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.proxy.secret.Secret;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code mcp:}. */
final class McpReader {
  static final Keys SERVER =
      Keys.of(
          "an MCP server", "name", "listen", "principal", "password", "tokens", "oauth", "tools");
  static final Keys OAUTH = Keys.of("oauth", "resource", "issuer", "jwks", "scopes");

  private McpReader() {}

  static List<McpServer> read(Value value, References references) {
    List<McpServer> servers = new ArrayList<>();
    Set<String> seen = References.none();
    for (Value item : value.items()) {
      server(item.section(SERVER), references, seen).ifPresent(servers::add);
    }
    return servers;
  }

  private static Optional<McpServer> server(
      Section section, References references, Set<String> seen) {
    Context context = references.context();
    Optional<String> name = References.fresh(section.required("name"), seen);
    Value listen = section.required("listen");
    Optional<InetSocketAddress> address = Addresses.listen(listen, context);
    Optional<Login> login = references.login(section);
    List<Secret> tokens =
        section.optional("tokens").items().stream()
            .flatMap(token -> SecretReader.read(token, context).stream())
            .toList();
    Optional<McpServer.OAuth> oauth = oauth(section.optional("oauth"), context);
    Optional<Path> tools = context.path(section.required("tools"));
    if (address.isPresent()
        && !address.get().getAddress().isLoopbackAddress()
        && section.optional("tokens").items().isEmpty()
        && !section.optional("oauth").present()) {
      listen.mistake("beyond this machine an MCP server needs \"tokens\" or \"oauth\"");
    }
    if (name.isEmpty() || address.isEmpty() || login.isEmpty() || tools.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new McpServer(name.get(), address.get(), login.get(), tokens, oauth, tools.get()));
  }

  private static Optional<McpServer.OAuth> oauth(Value value, Context context) {
    Section section = value.section(OAUTH);
    Optional<URI> resource = address(section.required("resource"), context);
    Optional<String> issuer = context.text(section.required("issuer"));
    Optional<URI> jwks = address(section.required("jwks"), context);
    List<String> scopes =
        section.optional("scopes").items().stream()
            .flatMap(scope -> context.text(scope).stream())
            .toList();
    return resource.isPresent() && issuer.isPresent() && jwks.isPresent()
        ? Optional.of(new McpServer.OAuth(resource.get(), issuer.get(), jwks.get(), scopes))
        : Optional.empty();
  }

  /** Keys and tokens that crossed a network in clear text would be anybody's. */
  private static Optional<URI> address(Value value, Context context) {
    return context
        .text(value)
        .flatMap(
            text -> {
              try {
                URI uri = new URI(text);
                String host = uri.getHost();
                if (host != null
                    && ("https".equals(uri.getScheme())
                        || ("http".equals(uri.getScheme()) && Addresses.isLoopback(host)))) {
                  return Optional.of(uri);
                }
              } catch (URISyntaxException e) {
                // the same sentence as for any other text that is no such address
              }
              value.mistake(Value.quote(text) + " is not an address that begins with https://");
              return Optional.empty();
            });
  }
}
