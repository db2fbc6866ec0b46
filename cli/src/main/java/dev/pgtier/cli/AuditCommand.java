package dev.pgtier.cli;

import dev.pgtier.cli.audit.ExportCommand;
import dev.pgtier.cli.audit.PublicKeyCommand;
import dev.pgtier.cli.audit.RotateKeyCommand;
import dev.pgtier.cli.audit.SearchCommand;
import dev.pgtier.cli.audit.TailCommand;
import dev.pgtier.cli.audit.VerifyCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier audit}: what is done with an audit log from outside. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    subcommands = {
      SearchCommand.class,
      TailCommand.class,
      ExportCommand.class,
      VerifyCommand.class,
      PublicKeyCommand.class,
      RotateKeyCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "Searches, exports and verifies an audit log, and looks after its key.",
    footer = {"", "Example: pgtier audit search audit-log --verdict deny"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"  2:no command, or none that there is; each says its own with --help"})
final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Which command? search, tail, export, verify, public-key or rotate-key");
  }
}
