package dev.pgtier.cli.mcp;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.FileTrouble;
import dev.pgtier.cli.config.McpServer;
import dev.pgtier.cli.config.Migrations;
import dev.pgtier.mcp.McpServerOptions;
import dev.pgtier.mcp.OAuthOptions;
import dev.pgtier.mcp.call.Validation;
import dev.pgtier.mcp.call.ValidationException;
import dev.pgtier.mcp.database.DatabaseOptions;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.policies.yaml.Mistakes;
import dev.pgtier.policies.yaml.Place;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MCP servers of a configuration with their tools, before any of them is started. */
public final class McpServers {
  private static final Logger log = LoggerFactory.getLogger(McpServers.class);

  /** One byte more than the reader takes, so that it sees that a file is too large. */
  private static final int MAX_BYTES = (1 << 20) + 1;

  private static final int CONNECTIONS = 8;

  private final Configuration configuration;
  private final String version;
  private final Path file;
  private final Map<McpServer, ToolsReader.Tools> servers = new LinkedHashMap<>();
  private final List<Mistake> mistakes = new ArrayList<>();

  /**
   * Reads the tools of all servers.
   *
   * @param version of this program
   * @param file the configuration's, for messages
   */
  public McpServers(Configuration configuration, Path file, String version) {
    this.configuration = configuration;
    this.version = version;
    this.file = file;
    configuration.mcp().forEach(server -> servers.put(server, tools(server.tools())));
  }

  /** What is wrong with the files of tools; nothing may be started unless there is none. */
  public List<Mistake> mistakes() {
    return mistakes;
  }

  /**
   * Starts them all, or none.
   *
   * @param proxy where it listens
   * @throws IOException with a sentence for a person
   */
  public RunningServers start(InetSocketAddress proxy) throws IOException {
    Validations validations = new Validations(configuration, file, proxy);
    RunningServers running = new RunningServers(validations);
    try {
      for (McpServer server : servers.keySet()) {
        running.add(
            server.name(),
            dev.pgtier.mcp.McpServer.start(
                options(server, proxy, validations),
                server.listen(),
                server.tokens().stream().map(McpServers::token).toList(),
                server
                    .oauth()
                    .map(
                        oauth ->
                            new OAuthOptions(
                                oauth.resource(), oauth.issuer(), oauth.jwks(), oauth.scopes()))));
      }
      return running;
    } catch (IOException e) {
      running.close();
      throw e;
    }
  }

  /** How they are called. */
  public List<String> names() {
    return servers.keySet().stream().map(McpServer::name).toList();
  }

  /** What the server of that name is made of; empty if there is none. */
  public Optional<McpServerOptions> options(String name, InetSocketAddress proxy) {
    return servers.keySet().stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .map(server -> options(server, proxy, new Validations(configuration, file, proxy)));
  }

  private McpServerOptions options(
      McpServer server, InetSocketAddress proxy, Validations validations) {
    ToolsReader.Tools tools = servers.get(server);
    String principal = server.login().principal();
    String tier = configuration.principals().get(principal).tier();
    String upstream = configuration.tiers().get(tier).upstream();
    InetAddress address = proxy.getAddress();
    DatabaseOptions database =
        new DatabaseOptions(
            (address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address)
                .getHostAddress(),
            proxy.getPort(),
            configuration.upstreams().get(upstream).database(),
            principal,
            () -> reveal(server.login().password(), "the password of " + principal).orElse(""),
            configuration
                .proxy()
                .flatMap(Configuration.Front::tls)
                .map(ProxyOptions.Tls::certificate),
            "mcp " + server.name(),
            CONNECTIONS);
    return new McpServerOptions(
        server.name(),
        version,
        tools.instructions(),
        tools.tools(),
        database,
        configuration.migrations().map(Migrations::directory),
        validation(server, validations));
  }

  private Validation validation(McpServer server, Validations validations) {
    return configuration
        .migrations()
        .<Validation>map(
            migrations -> new ToolValidation(validations, migrations.directory(), server.name()))
        .orElse(
            (path, progress, cancellation) -> {
              throw new ValidationException(file + " has no \"migrations\"");
            });
  }

  private ToolsReader.Tools tools(Path file) {
    Mistakes found = new Mistakes(file.toString());
    ToolsReader.Tools tools = new ToolsReader.Tools("", List.of());
    try (InputStream in = Files.newInputStream(file)) {
      tools = ToolsReader.read(in.readNBytes(MAX_BYTES), found);
    } catch (IOException e) {
      found.add(new Place(1, 1), "cannot read this file of tools: " + FileTrouble.of(e));
    }
    mistakes.addAll(found.all());
    return tools;
  }

  private static Supplier<Optional<String>> token(Secret secret) {
    return () -> reveal(secret, "a token");
  }

  private static Optional<String> reveal(Secret secret, String what) {
    try {
      return Optional.of(secret.reveal());
    } catch (SecretException e) {
      log.error("{} cannot be had: {}", what, e.getMessage());
      return Optional.empty();
    }
  }
}
