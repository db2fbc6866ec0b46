package dev.pgtier.cli;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Configuration.Loaded;
import dev.pgtier.cli.config.FileTrouble;
import dev.pgtier.cli.demo.DemoDatabase;
import dev.pgtier.cli.mcp.McpServers;
import dev.pgtier.cli.mcp.RunningServers;
import dev.pgtier.cli.serve.AdminPages;
import dev.pgtier.cli.serve.AuditOfProxy;
import dev.pgtier.cli.serve.DeployGate;
import dev.pgtier.cli.serve.Reloader;
import dev.pgtier.cli.serve.ReviewOfProxy;
import dev.pgtier.cli.story.Stage;
import dev.pgtier.cli.story.Story;
import dev.pgtier.proxy.Proxy;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pgtier demo}: everything on one machine, to try it. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the proxy over a PostgreSQL of its own, with a small shop in it.",
      "",
      "The databases shop_sandbox (production) and shop_validate (its clone) are kept between runs."
          + " Only the dates of the three first orders move along with the clock, so that one of"
          + " them always failed within the last 24 hours. Ctrl-C ends the demo, a second Ctrl-C at"
          + " once.",
      "",
      "With --story it plays the whole tutorial by itself in a folder and on ports of its own,"
          + " prints what was expected of each step and what happened, and ends."
    },
    footer = {"", "Example: pgtier demo --port 7432", "         pgtier demo --story"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:stopped by SIGTERM in order; the story went as expected",
      "  1:it could not start; a step of the story went otherwise",
      "  2:the command line is wrong",
      "130:stopped by Ctrl-C"
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "keeps everything there (default: demo-data beside the pgtier script)")
  private Path dir = Path.of(System.getProperty("pgtier.home", "."), "demo-data");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      defaultValue = "6432",
      description = "where the proxy listens (default: ${DEFAULT-VALUE}; 0 takes a free one)")
  private int port;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      defaultValue = "9632",
      description = "where health and metrics are (default: ${DEFAULT-VALUE})")
  private int adminPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      defaultValue = "15432",
      description = "where its PostgreSQL listens (default: ${DEFAULT-VALUE})")
  private int postgresPort;

  @Option(
      names = "--mcp-port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      defaultValue = "3333",
      description = "where the MCP server of the inspect tier is (default: ${DEFAULT-VALUE})")
  private int mcpPort;

  @Option(
      names = "--mcp-write-port",
      paramLabel = "PORT",
      converter = PortNumber.class,
      defaultValue = "3334",
      description = "where the MCP server of the validate tier is (default: ${DEFAULT-VALUE})")
  private int mcpWritePort;

  @Option(names = "--story", description = "plays the tutorial by itself, step by step")
  private boolean story;

  @Spec private CommandSpec spec;
  private boolean held = true;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    if (!story) {
      return run();
    }
    Optional<Path> own = Optional.empty();
    if (isDefault("--dir")) {
      try {
        dir = Files.createTempDirectory("pgtier-story");
      } catch (IOException e) {
        throw new CommandException("cannot make a folder for the story: " + FileTrouble.of(e), e);
      }
      own = Optional.of(dir);
    }
    port = isDefault("--port") ? Ports.free() : port;
    adminPort = isDefault("--admin-port") ? 0 : adminPort;
    postgresPort = isDefault("--postgres-port") ? Ports.free() : postgresPort;
    mcpPort = isDefault("--mcp-port") ? 0 : mcpPort;
    mcpWritePort = isDefault("--mcp-write-port") ? 0 : mcpWritePort;
    int exitCode = run();
    if (exitCode == 0 && held) {
      own.ifPresent(Folders::delete);
    } else {
      say("its folder is left as it is: " + dir);
    }
    return exitCode != 0 || held ? exitCode : ExitCode.SOFTWARE;
  }

  private boolean isDefault(String option) {
    return !spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private int run() throws CommandException, InterruptedException {
    StopSignal stop = StopSignal.install();
    try (DemoDatabase database = DemoDatabase.open(dir, Build.current(), DemoCommand::say)) {
      ports().requireFree();
      stop.check();
      stop.onForce(database::abort);
      startDatabase(database, stop);
      serve(database, stop);
    } catch (StopSignal.Stopped e) {
      say("stopped before it was up");
    }
    return stop.exitCode();
  }

  /** On a terminal Ctrl-C reaches initdb too, which then fails: that is no failure of the demo. */
  private void startDatabase(DemoDatabase database, StopSignal stop)
      throws CommandException, InterruptedException, StopSignal.Stopped {
    try {
      database.start(postgresPort, stop, DemoCommand::say);
    } catch (CommandException e) {
      stop.check();
      throw e;
    }
  }

  private DemoPorts ports() {
    return new DemoPorts(port, adminPort, postgresPort, mcpPort, mcpWritePort);
  }

  /** Closes the proxy before it returns; what uses the database goes before the database. */
  private void serve(DemoDatabase database, StopSignal stop)
      throws CommandException, InterruptedException {
    try {
      Path file = DemoConfiguration.write(database.root(), ports(), !story);
      Configuration configuration = load(file);
      DemoClone.ensure(configuration, file, DemoCommand::say);
      McpServers mcp = new McpServers(configuration, file, Build.current().version());
      if (!mcp.mistakes().isEmpty()) {
        throw new IllegalStateException("the demo's own tools: " + mcp.mistakes());
      }
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      try (AuditOfProxy audit =
              AuditOfProxy.open(configuration.audit().orElseThrow(), registry, DemoCommand::say);
          ReviewOfProxy review =
              ReviewOfProxy.open(configuration, audit, Build.current().version());
          Proxy proxy = startProxy(file, configuration, registry, audit, review);
          RunningServers servers = mcp.start(proxy.address())) {
        if (story) {
          held = play(file, proxy, servers);
        } else {
          run(database, proxy, servers, stop);
        }
      }
    } catch (IOException e) {
      throw new CommandException("the demo cannot go on: " + FileTrouble.of(e), e);
    }
  }

  private static boolean play(Path file, Proxy proxy, RunningServers servers) {
    Map<String, URI> mcp = new HashMap<>();
    servers.urls().forEach((name, url) -> mcp.put(name, URI.create(url)));
    return new Story(System.out).play(new Stage(file, proxy.address(), mcp));
  }

  private static void run(
      DemoDatabase database, Proxy proxy, RunningServers servers, StopSignal stop)
      throws CommandException, InterruptedException, IOException {
    AtomicBoolean lost = new AtomicBoolean();
    database
        .ended()
        .thenRun(
            () -> {
              lost.set(!stop.requested());
              stop.request();
            });
    DemoText.lines(
            proxy.address(), proxy.adminAddress().orElseThrow(), servers.urls(), database.root())
        .forEach(System.out::println);
    stop.await();
    if (lost.get()) {
      throw new CommandException(
          "the demo's PostgreSQL ended by itself; its log in %s says why"
              .formatted(database.root()));
    }
    say("stopping");
  }

  private static Configuration load(Path file) {
    Loaded loaded = Configuration.load(file);
    if (loaded instanceof Loaded.Bad bad) {
      throw new IllegalStateException("the demo's own configuration: " + bad.mistakes());
    }
    return ((Loaded.Good) loaded).configuration();
  }

  private static Proxy startProxy(
      Path file,
      Configuration configuration,
      PrometheusMeterRegistry registry,
      AuditOfProxy audit,
      ReviewOfProxy review)
      throws IOException {
    Proxy proxy =
        Proxy.start(
            configuration.proxyOptions(),
            registry,
            audit.recorder(),
            AdminPages.of(configuration, review));
    Reloader reloader = new Reloader(file, false, configuration, proxy, audit, DemoCommand::say);
    DeployGate.open(configuration, proxy);
    audit.read("start", configuration.tiers().values(), List.of());
    proxy.onReload(() -> reloader.reload("admin"));
    return proxy;
  }

  private static void say(String step) {
    System.out.println("demo: " + step);
  }
}
