package dev.pgtier.cli;

import dev.pgtier.cli.config.FileTrouble;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
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
      PasswordCommand.class,
      CompletionCommand.class
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
    return commandLine().execute(args);
  }

  /** The whole tree of commands, as it reads a command line. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setUsageHelpLongOptionsMaxWidth(30);
    commandLine.setParameterExceptionHandler((e, words) -> refuse(e));
    commandLine.setExecutionExceptionHandler((e, line, result) -> fail(e, line.getErr()));
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? " + String.join(", ", spec.subcommands().keySet()));
  }

  private static int refuse(ParameterException e) {
    CommandLine line = e.getCommandLine();
    line.getErr().println("pgtier: " + WrongCommandLine.sentence(e));
    return ExitCode.USAGE;
  }

  private static int fail(Exception e, PrintWriter err) {
    if ("1".equals(System.getenv("PGTIER_DEBUG"))) {
      e.printStackTrace(err);
    }
    if (e instanceof CommandException refused) {
      err.println(refused.shown());
      return refused.exitCode();
    }
    if (e instanceof FileSystemException file) {
      err.println("pgtier: cannot use %s: %s".formatted(file.getFile(), FileTrouble.of(file)));
    } else {
      err.println("pgtier: this should not happen: " + e + "; PGTIER_DEBUG=1 shows where");
    }
    return ExitCode.SOFTWARE;
  }

  /** For {@code --version}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return Build.current().describe();
    }
  }
}
