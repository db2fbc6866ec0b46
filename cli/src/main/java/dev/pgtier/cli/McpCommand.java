package dev.pgtier.cli;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.mcp.McpServers;
import dev.pgtier.mcp.McpServer;
import dev.pgtier.mcp.McpServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier mcp}: one MCP server for the client that starts it. */
@Command(
    name = "mcp",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serves the tools of one MCP server over standard input and output.",
      "",
      "For clients that start their servers themselves. The proxy must be running where the"
          + " configuration says that it listens. Over HTTP the same servers are part of demo and"
          + " serve."
    },
    footer = {"", "Example: pgtier mcp --config policies/pgtier.yaml --stdio prod-readonly"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the client has closed the connection",
      "  1:it could not start; standard error says why",
      "  2:the command line or the configuration is wrong; standard error says where"
    })
final class McpCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "where the server and the proxy are described")
  private Path config;

  @Option(
      names = "--stdio",
      required = true,
      paramLabel = "NAME",
      description = "which of its MCP servers")
  private String name;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Configuration configuration = ConfigurationException.load(config).configuration();
    McpServers servers = new McpServers(configuration, config, Build.current().version());
    if (!servers.mistakes().isEmpty()) {
      throw ConfigurationException.of(servers.mistakes());
    }
    InetSocketAddress proxy = ProxyAddress.of(config, configuration);
    Optional<McpServerOptions> options = servers.options(name, proxy);
    if (options.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "%s has no MCP server \"%s\"; there are %s"
              .formatted(
                  config,
                  name,
                  servers.names().isEmpty() ? "none" : String.join(", ", servers.names())));
    }
    try {
      McpServer.serve(options.get(), System.in, System.out);
    } catch (IOException e) {
      throw new CommandException("the client cannot be reached: " + e.getMessage(), e);
    }
    return ExitCode.OK;
  }
}
