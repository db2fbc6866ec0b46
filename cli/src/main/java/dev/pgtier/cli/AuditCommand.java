package dev.pgtier.cli;

import dev.pgtier.cli.audit.PublicKeyCommand;
import dev.pgtier.cli.audit.RotateKeyCommand;
import dev.pgtier.cli.audit.VerifyCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtier audit}: what is done with an audit log from outside. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    subcommands = {VerifyCommand.class, PublicKeyCommand.class, RotateKeyCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = "Verifies an audit log, and looks after its key.",
    footer = {"", "Example: pgtier audit verify audit-log --key audit.pub"})
final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? verify, public-key or rotate-key");
  }
}
