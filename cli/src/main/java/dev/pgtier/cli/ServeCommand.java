package dev.pgtier.cli;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.mcp.McpServers;
import dev.pgtier.cli.mcp.RunningServers;
import dev.pgtier.cli.serve.AdminPages;
import dev.pgtier.cli.serve.AuditOfProxy;
import dev.pgtier.cli.serve.DeployGate;
import dev.pgtier.cli.serve.Reloader;
import dev.pgtier.cli.serve.ReviewOfProxy;
import dev.pgtier.cli.serve.UpstreamRoles;
import dev.pgtier.proxy.Proxy;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pgtier serve}: the proxy over databases that are there already. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the proxy over your databases, from one configuration file.",
      "",
      "SIGHUP reads its tiers, principals and TLS files again; what is wrong is said line by line"
          + " and leaves those in force that were. SIGTERM and Ctrl-C let running statements finish, a second"
          + " one ends it at once."
    },
    footer = {"", "Example: pgtier serve --config policies/pgtier.yaml"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:stopped by SIGTERM in order",
      "  1:it could not start; standard error says why",
      "  2:the command line or the configuration is wrong; standard error says where",
      "130:stopped by Ctrl-C"
    })
final class ServeCommand implements Callable<Integer> {
  /** What {@code --only} may name. */
  enum Part {
    proxy,
    mcp
  }

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "what to serve")
  private Path config;

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "runs one part alone: ${COMPLETION-CANDIDATES}")
  private Part only;

  @Option(
      names = "--accept-superuser",
      description = "serves a read-only tier even where its upstream's role is a superuser")
  private boolean acceptSuperuser;

  @Option(names = "--without-audit", hidden = true)
  private boolean withoutAudit;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Configuration.Loaded.Good good = ConfigurationException.load(config);
    Configuration configuration = good.configuration();
    List<String> missing = missing(configuration);
    if (!missing.isEmpty()) {
      throw ConfigurationException.of(config, missing);
    }
    McpServers mcp = new McpServers(configuration, config, Build.current().version());
    if (!mcp.mistakes().isEmpty()) {
      throw ConfigurationException.of(mcp.mistakes());
    }
    good.warnings().forEach(warning -> say("warning: " + warning));
    if (only == Part.mcp) {
      return serveMcp(mcp, configuration);
    }
    requireRoles(configuration);
    return serve(configuration, mcp);
  }

  /** The servers alone; the proxy runs elsewhere and listens where the file says. */
  private Integer serveMcp(McpServers mcp, Configuration configuration)
      throws CommandException, InterruptedException {
    StopSignal stop = StopSignal.install();
    try (RunningServers servers = mcp.start(ProxyAddress.of(config, configuration))) {
      show(servers);
      stop.await();
      say("stopping");
    } catch (IOException e) {
      throw new CommandException(e.getMessage(), e);
    }
    return stop.exitCode();
  }

  private static void show(RunningServers servers) {
    servers.urls().forEach((name, url) -> System.out.println("mcp " + name + " on " + url));
  }

  private Integer serve(Configuration configuration, McpServers mcp)
      throws CommandException, InterruptedException {
    StopSignal stop = StopSignal.install();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (AuditOfProxy audit = audit(configuration, registry);
        ReviewOfProxy review = ReviewOfProxy.open(configuration, audit, Build.current().version());
        Proxy proxy =
            Proxy.start(
                configuration.proxyOptions(),
                registry,
                audit.recorder(),
                AdminPages.of(configuration, review));
        RunningServers servers =
            only == Part.proxy ? RunningServers.none() : mcp.start(proxy.address())) {
      Reloader reloader =
          new Reloader(config, acceptSuperuser, configuration, proxy, audit, ServeCommand::say);
      DeployGate.open(configuration, proxy);
      audit.read("start", configuration.tiers().values(), List.of());
      proxy.onReload(() -> reloader.reload("admin"));
      stop.onHangup(() -> reloader.reload("SIGHUP"));
      System.out.println("proxy on " + text(proxy.address()));
      proxy.adminAddress().ifPresent(address -> System.out.println("admin on " + text(address)));
      show(servers);
      System.out.println(
          "tiers: " + String.join(", ", new TreeSet<>(configuration.tiers().keySet())));
      stop.await();
      say("stopping");
    } catch (IOException e) {
      throw new CommandException(e.getMessage(), e);
    }
    return stop.exitCode();
  }

  private AuditOfProxy audit(Configuration configuration, PrometheusMeterRegistry registry)
      throws IOException {
    if (withoutAudit) {
      say("warning: nothing is recorded; --without-audit is for measurements alone");
      return AuditOfProxy.NONE;
    }
    return AuditOfProxy.open(configuration.audit().orElseThrow(), registry, ServeCommand::say);
  }

  private List<String> missing(Configuration configuration) {
    List<String> missing = new ArrayList<>();
    if (configuration.proxy().isEmpty()) {
      missing.add("serve needs \"proxy\"");
    }
    if (configuration.audit().isEmpty() && only != Part.mcp) {
      missing.add("serve needs \"audit\"");
    }
    if (configuration.mcp().isEmpty() && only == Part.mcp) {
      missing.add("serve --only mcp needs \"mcp\"");
    }
    return missing;
  }

  private void requireRoles(Configuration configuration) throws CommandException {
    UpstreamRoles roles = UpstreamRoles.ask(configuration.upstreams(), configuration.tiers());
    roles.warnings().forEach(warning -> say("warning: " + warning));
    if (roles.superusers().isEmpty()) {
      return;
    }
    String all = String.join("; ", roles.superusers());
    if (!acceptSuperuser) {
      throw new CommandException(
          all + "; give it a role that can only read, or say --accept-superuser");
    }
    say("warning: " + all);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static void say(String line) {
    System.err.println("serve: " + line);
  }
}
