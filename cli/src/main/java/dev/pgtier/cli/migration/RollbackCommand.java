package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.Status;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgtier migration rollback}: what was applied is undone by the file beside it. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the rollback file of an applied migration on production, through the deploy tier.",
      "",
      "It was validated and approved together with the migration; the gate refuses any other."
    },
    footer = {
      "",
      "Example: pgtier migration rollback backfill_order_totals.sql --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:it was refused or broke off; standard error says why, the ledger how far it came",
      "  2:the command line is wrong"
    })
public final class RollbackCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "a file of the migrations directory")
  private String file;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Project project = Project.load(config.path());
    MigrationFile migration = project.file(file);
    MigrationState before = project.state(project.entries(), migration);
    if (before.status() != Status.APPLIED) {
      throw new CommandException(
          "%s is not rolled back: it is %s".formatted(migration.name(), before.sentence()));
    }
    MigrationFile undoing =
        migration
            .rollback()
            .orElseThrow(
                () -> new CommandException(migration.name() + " has no rollback file beside it"));
    new Deployment(project, config.path(), RollbackCommand::say).run(undoing);
    System.out.println(
        ReportText.harmless(
            migration.name() + ": " + project.state(project.entries(), migration).sentence()));
    return 0;
  }

  private static void say(String line) {
    System.err.println("rollback: " + ReportText.harmless(line));
  }
}
