package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.gate.Gate;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.Status;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgtier migration apply}: has it applied through the deploy tier. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Applies an approved migration to production, through the deploy tier of the running proxy: its"
          + " gate runs that file and nothing else, in order, once, and its checks before COMMIT.",
      "",
      "Where a lock is not to be had in time the file is begun again. One that broke off without a"
          + " record is not run: production is asked how it ended, and the ledger keeps that."
    },
    footer = {
      "",
      "Example: pgtier migration apply backfill_order_totals.sql --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:applied; the ledger says so",
      "  1:it was not begun; standard error says why",
      "  2:the command line or the configuration is wrong",
      "  3:it was refused or broke off; standard error and the ledger say where"
    })
public final class ApplyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "a file of the migrations directory")
  private String file;

  @Mixin private RetriesOption retries;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws CommandException {
    int again = retries.count();
    Application application = new Application(config.path(), file);
    MigrationState state = application.state();
    if (state.status() == Status.STARTED) {
      state = application.resolve();
    }
    if (!Gate.mayBegin(state)) {
      throw new CommandException(
          application.file().name() + " cannot be applied: " + state.sentence());
    }
    return application.run(application.file(), Status.APPLIED, again);
  }
}
