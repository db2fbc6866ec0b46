package dev.pgtier.cli.migration;

import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.state.Approvals;
import dev.pgtier.migrations.state.Approver;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.SigningRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pgtier migration reject}: an approver's no. */
@Command(
    name = "reject",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Signs that a migration shall not be applied as it was validated, and why. Nobody's approval"
          + " counts then until it is validated again."
    },
    footer = {
      "",
      "Example: pgtier migration reject backfill_order_totals.sql --as release-manager"
          + " --key approver.key --reason 'refunded orders must stay empty'"
          + " --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:signed",
      "  1:not signed; standard error says why",
      "  2:the command line or the configuration is wrong"
    })
public final class RejectCommand implements Callable<Integer> {
  @Mixin private Signer signer;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why, for the author")
  private String reason;

  @Override
  public Integer call() throws CommandException {
    Project project = Project.load(signer.config());
    Approver approver = signer.approver(project);
    MigrationFile file = project.file(signer.file());
    MigrationState state = project.state(project.entries(), file);
    Signing.refuse(SigningRules.refuseRejection(state, file));
    LedgerEntry validation = state.validation().orElseThrow();
    ReportText.lines(validation).forEach(System.out::println);
    signer.confirm("Reject this as " + approver.name() + "?");
    SigningKey key = signer.key(approver);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Signing.append(
        project,
        file,
        state,
        Approvals.reject(validation, approver.name(), key, now, reason),
        then -> SigningRules.refuseRejection(then, file));
    return 0;
  }
}
