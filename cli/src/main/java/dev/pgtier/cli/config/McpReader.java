package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.proxy.secret.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code mcp:}. */
final class McpReader {
  static final Keys SERVER =
      Keys.of("an MCP server", "name", "listen", "principal", "password", "tokens", "tools");

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
    Optional<Path> tools = context.path(section.required("tools"));
    if (address.isPresent()
        && !address.get().getAddress().isLoopbackAddress()
        && section.optional("tokens").items().isEmpty()) {
      listen.mistake("beyond this machine an MCP server needs \"tokens\"");
    }
    if (name.isEmpty() || address.isEmpty() || login.isEmpty() || tools.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new McpServer(name.get(), address.get(), login.get(), tokens, tools.get()));
  }
}
