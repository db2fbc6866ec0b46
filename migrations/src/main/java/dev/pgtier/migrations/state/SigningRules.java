package dev.pgtier.migrations.state;

import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import java.util.Optional;

/** Whether an approver may sign now; each refusal is one sentence. */
public final class SigningRules {
  private SigningRules() {}

  /** Why this approver may not say yes to the file as it is now; empty if they may. */
  public static Optional<String> refuseApproval(
      MigrationState state, MigrationFile file, String approver, ApprovalRules rules) {
    Optional<String> refusal = refuseRejection(state, file);
    if (refusal.isPresent()) {
      return refusal;
    }
    Validated validated = state.validated().orElseThrow();
    if (rules.notAuthor() && ApprovalRules.isSame(approver, StateMachine.author(validated))) {
      return Optional.of(
          "%s is the author of %s, and the configuration wants another's approval"
              .formatted(approver, file.name()));
    }
    return state.approvals().stream()
        .filter(approved -> approved.approver().equals(approver))
        .findFirst()
        .map(
            approved ->
                "%s has approved %s already, until %s"
                    .formatted(approver, file.name(), approved.expires()));
  }

  /** Why nobody may say anything of the file now; empty if an approver may say no. */
  public static Optional<String> refuseRejection(MigrationState state, MigrationFile file) {
    boolean open =
        switch (state.status()) {
          case VALIDATED, APPROVED, EXPIRED -> true;
          case NONE, INVALID, REJECTED, STARTED, APPLIED, FAILED, ROLLED_BACK -> false;
        };
    if (!open) {
      return Optional.of(
          "%s is %s; what can be decided on is a validation that passed: pgtier migration validate"
              .formatted(file.name(), state.sentence()));
    }
    Undo undo = state.validated().orElseThrow().rollback();
    String now = file.rollback().map(MigrationFile::sha256).orElse("");
    return undo.sha256().equals(now)
        ? Optional.empty()
        : Optional.of(
            "%s is not the rollback file that was validated; validate %s again"
                .formatted(MigrationFile.rollbackName(file.name()), file.name()));
  }
}
