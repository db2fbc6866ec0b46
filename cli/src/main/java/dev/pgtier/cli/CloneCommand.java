package dev.pgtier.cli;

import dev.pgtier.cli.cloning.CloneLedger;
import dev.pgtier.cli.cloning.CloneSummary;
import dev.pgtier.cli.cloning.Cloning;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.migrations.clone.BaseCopy;
import dev.pgtier.migrations.clone.CloneReport;
import dev.pgtier.migrations.clone.CloneRun;
import dev.pgtier.migrations.database.DatabaseException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code pgtier clone}: the validation database, made of production. */
@Command(
    name = "clone",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Copies production to the server of the validation database, masks it, and keeps it there as a"
          + " base copy that nobody can connect to. The agents' database is made of it, and so is a"
          + " database of its own for each validation.",
      "",
      "How it copies and what it masks, the configuration says (migrations.clone, migrations.masking)."
          + " Until all is masked and recorded, everything is as it was before."
    },
    footer = {
      "",
      "Example: pgtier clone --config policies/pgtier.yaml",
      "         pgtier clone --config policies/pgtier.yaml --reset --end-sessions"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:it failed; standard error says why, and what there was is still there",
      "  2:the command line or the configuration is wrong"
    })
final class CloneCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "where databases, clone and masking are described")
  private Path config;

  @Option(
      names = "--reset",
      description =
          "makes only the agents' database anew, from the base copy; what they did in it is lost")
  private boolean reset;

  @Option(
      names = "--end-sessions",
      description =
          "ends sessions on the agents' database, and with by: template those on the source as well,"
              + " in place of refusing")
  private boolean endSessions;

  private final PrintStream out;

  CloneCommand() {
    this(new PrintStream(System.out, true, StandardCharsets.UTF_8));
  }

  CloneCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Configuration.Loaded.Good good = ConfigurationException.load(config);
    good.warnings().forEach(warning -> say("warning: " + warning));
    Cloning cloning = Cloning.of(good.configuration(), config);
    CloneLedger ledger = cloning.ledger();
    CloneRun run =
        new CloneRun(cloning.target(), endSessions, CloneCommand::say, InstantSource.system());
    try {
      if (!reset) {
        CloneReport report = run.clone(cloning.way(endSessions), cloning.rules(), ledger::cloned);
        CloneSummary.lines(report).forEach(out::println);
      }
      BaseCopy base = run.reset(ledger::reset);
      out.println(
          "%s is fresh, of clone %s (%s)"
              .formatted(cloning.target().server().where(), base.id(), base.made()));
      return ExitCode.OK;
    } catch (DatabaseException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private static void say(String step) {
    System.err.println("clone: " + step);
  }
}
