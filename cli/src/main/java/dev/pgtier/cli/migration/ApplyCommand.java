package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.gate.Gate;
import dev.pgtier.migrations.state.MigrationState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgtier migration apply}: what was approved runs on production. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs an approved migration on production, through the deploy tier of the running proxy.",
      "",
      "The gate there refuses it unless file, validation, approvals and production's schema all"
          + " still match; it runs the checks before the last COMMIT. A file that waits for a lock too"
          + " long is tried again."
    },
    footer = {
      "",
      "Example: pgtier migration apply backfill_order_totals.sql --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:it was refused or broke off; standard error says why, the ledger how far it came",
      "  2:the command line is wrong"
    })
public final class ApplyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "a file of the migrations directory")
  private String file;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Project project = Project.load(config.path());
    MigrationFile migration = project.file(file);
    MigrationState before = project.state(project.entries(), migration);
    if (!Gate.mayBegin(before)) {
      throw new CommandException(
          "%s is not applied: it is %s".formatted(migration.name(), before.sentence()));
    }
    new Deployment(project, config.path(), ApplyCommand::say).run(migration);
    System.out.println(
        ReportText.harmless(
            migration.name() + ": " + project.state(project.entries(), migration).sentence()));
    return 0;
  }

  private static void say(String line) {
    System.err.println("apply: " + ReportText.harmless(line));
  }
}
