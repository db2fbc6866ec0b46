package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.gate.Gate;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.Status;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgtier migration rollback}: undoes it through the deploy tier. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Undoes an applied migration by the rollback file that was validated and approved with it, through"
          + " the deploy tier of the running proxy."
    },
    footer = {
      "",
      "Example: pgtier migration rollback backfill_order_totals.sql --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:rolled back; the ledger says so",
      "  1:it was not begun; standard error says why",
      "  2:the command line or the configuration is wrong",
      "  3:it was refused or broke off; standard error and the ledger say where"
    })
public final class RollbackCommand implements Callable<Integer> {
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
    if (!Gate.mayUndo(state)) {
      throw new CommandException(
          application.file().name() + " cannot be rolled back: " + state.sentence());
    }
    MigrationFile back =
        application
            .file()
            .rollback()
            .orElseThrow(
                () ->
                    new CommandException(
                        application.file().name() + " has no rollback file beside it"));
    return application.run(back, Status.ROLLED_BACK, again);
  }
}
