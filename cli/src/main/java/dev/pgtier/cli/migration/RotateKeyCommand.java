package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pgtier migration rotate-key}: another key signs the ledger from now on. */
@Command(
    name = "rotate-key",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a new key that signs the ledger from now on. The ledger records it, signed by the old"
          + " key, whose private half is deleted.",
      "",
      "Validations, approvals and what was applied stay as they are: approvals are signed by the"
          + " approvers' keys. The proxy and other commands may go on meanwhile."
    },
    footer = {"", "Example: pgtier migration rotate-key --config policies/pgtier.yaml"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:another key signs",
      "  1:it failed; standard error says why",
      "  2:the command line or the configuration is wrong"
    })
public final class RotateKeyCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws CommandException {
    Project project = Project.load(config.path());
    try {
      LedgerEntry entry = project.ledger().rotateKey();
      System.out.println(
          "record %d; another key signs the ledger in %s from now on"
              .formatted(entry.seq(), project.migrations().ledger()));
      return 0;
    } catch (LedgerException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
