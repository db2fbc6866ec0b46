package dev.pgtier.cli.migration;

import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.state.ApprovalRules;
import dev.pgtier.migrations.state.Approvals;
import dev.pgtier.migrations.state.Approver;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.SigningRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pgtier migration approve}: an approver's yes. */
@Command(
    name = "approve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows what the validation of a migration found, asks, and signs that record with an"
          + " approver's key.",
      "",
      "Refused are a file that changed since, one that did not pass, a name that the configuration"
          + " does not list, another key than that approver's, and the author."
    },
    footer = {
      "",
      "Example: pgtier migration approve backfill_order_totals.sql --as release-manager"
          + " --key approver.key --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:signed",
      "  1:not signed; standard error says why",
      "  2:the command line or the configuration is wrong"
    })
public final class ApproveCommand implements Callable<Integer> {
  @Mixin private Signer signer;

  @Override
  public Integer call() throws CommandException {
    Project project = Project.load(signer.config());
    ApprovalRules rules = project.migrations().approvals();
    Approver approver = signer.approver(project);
    MigrationFile file = project.file(signer.file());
    MigrationState state = project.state(project.entries(), file);
    Signing.refuse(SigningRules.refuseApproval(state, file, approver.name(), rules));
    LedgerEntry validation = state.validation().orElseThrow();
    ReportText.lines(validation).forEach(System.out::println);
    signer.confirm("Approve this as " + approver.name() + "?");
    SigningKey key = signer.key(approver);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Signing.append(
        project,
        file,
        state,
        Approvals.approve(validation, approver.name(), key, now, now.plus(rules.expire())),
        then -> SigningRules.refuseApproval(then, file, approver.name(), rules));
    return 0;
  }
}
