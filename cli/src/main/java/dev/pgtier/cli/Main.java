package dev.pgtier.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code pgtier} command; each subcommand is a class of this package. */
@Command(
    name = "pgtier",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      CloneCommand.class,
      McpCommand.class,
      DecideCommand.class,
      AuditCommand.class,
      MigrationCommand.class,
      KeygenCommand.class,
      PasswordCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "Gives agents, tools and people access to PostgreSQL in tiers.",
    footer = {
      "",
      "Example: pgtier demo",
      "",
      "pgtier COMMAND --help says more. PGTIER_DEBUG=1 in the environment shows where an error"
          + " came from, PGTIER_LOG=debug logs more."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done, or stopped by SIGTERM in order",
      "  1:it failed; standard error says why",
      "  2:the command line or the configuration is wrong",
      "130:stopped by Ctrl-C"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command line and answers its exit code. */
  static int run(String... args) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setUsageHelpLongOptionsMaxWidth(30);
    commandLine.setParameterExceptionHandler((e, words) -> refuse(e));
    commandLine.setExecutionExceptionHandler((e, line, result) -> fail(e, line.getErr()));
    return commandLine.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Which command? demo, serve, clone, mcp, check, decide, audit, migration, keygen or"
            + " password");
  }

  private static int refuse(ParameterException e) {
    CommandLine line = e.getCommandLine();
    line.getErr()
        .println(
            "pgtier: %s (%s --help says more)"
                .formatted(e.getMessage(), line.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static int fail(Exception e, PrintWriter err) {
    if ("1".equals(System.getenv("PGTIER_DEBUG"))) {
      e.printStackTrace(err);
    }
    if (e instanceof CommandException) {
      err.println("pgtier: " + e.getMessage());
    } else {
      err.println("pgtier: this should not happen: " + e + "; PGTIER_DEBUG=1 shows where");
    }
    return ExitCode.SOFTWARE;
  }

  /** For {@code --version}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Build.current().describe()};
    }
  }
}
