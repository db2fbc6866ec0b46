package dev.pgtier.cli;

import dev.pgtier.cli.migration.ApplyCommand;
import dev.pgtier.cli.migration.ApproveCommand;
import dev.pgtier.cli.migration.RejectCommand;
import dev.pgtier.cli.migration.RollbackCommand;
import dev.pgtier.cli.migration.RotateKeyCommand;
import dev.pgtier.cli.migration.ShowCommand;
import dev.pgtier.cli.migration.StatusCommand;
import dev.pgtier.cli.migration.ValidateCommand;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier migration}: the way of a file to production. */
@Command(
    name = "migration",
    mixinStandardHelpOptions = true,
    subcommands = {
      ValidateCommand.class,
      StatusCommand.class,
      ShowCommand.class,
      ApproveCommand.class,
      RejectCommand.class,
      ApplyCommand.class,
      RollbackCommand.class,
      RotateKeyCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "Takes a migration from a file to production, by way of a person.",
    footer = {"", "Example: pgtier migration status --config policies/pgtier.yaml"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"  2:no command, or none that there is; each says its own with --help"})
final class MigrationCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Which command? " + spec.subcommands().keySet().stream().collect(Collectors.joining(", ")));
  }
}
