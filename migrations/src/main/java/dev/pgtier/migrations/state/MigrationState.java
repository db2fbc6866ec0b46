package dev.pgtier.migrations.state;

import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.Approved;
import dev.pgtier.migrations.ledger.LedgerRecord.OfFile;
import dev.pgtier.migrations.ledger.LedgerRecord.Rejected;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the records of one file with one content come to.
 *
 * @param validation the last record of its validation, whether it passed or not
 * @param approvals that count now: of that validation, signed, not expired, one an approver
 * @param required how many there must be
 * @param expires when the first of the approvals that are needed does
 * @param rejection by which it is rejected
 * @param run the last record of a run: started, applied, failed or rolled-back
 */
public record MigrationState(
    String file,
    String sha256,
    Status status,
    Optional<LedgerEntry> validation,
    List<Approved> approvals,
    int required,
    Optional<Instant> expires,
    Optional<Rejected> rejection,
    Optional<LedgerEntry> run) {
  public MigrationState {
    approvals = List.copyOf(approvals);
  }

  /**
   * Computes it.
   *
   * @param entries the whole ledger
   * @param file below the migrations directory
   * @param sha256 of its bytes
   */
  public static MigrationState of(
      List<LedgerEntry> entries, String file, String sha256, ApprovalRules rules, Instant now) {
    StateMachine machine = new StateMachine(file, sha256, rules, now);
    entries.forEach(machine::add);
    return machine.state();
  }

  /** The states of all contents of all files that were ever validated, in the ledger's order. */
  public static List<MigrationState> all(
      List<LedgerEntry> entries, ApprovalRules rules, Instant now) {
    Map<List<String>, StateMachine> machines = new LinkedHashMap<>();
    for (LedgerEntry entry : entries) {
      if (entry.record() instanceof OfFile record) {
        machines
            .computeIfAbsent(
                List.of(record.file(), record.sha256()),
                key -> new StateMachine(record.file(), record.sha256(), rules, now))
            .add(entry);
      }
    }
    return machines.values().stream().map(StateMachine::state).toList();
  }

  /** What the validation says. */
  public Optional<Validated> validated() {
    return validation.map(LedgerEntry::record).map(Validated.class::cast);
  }

  /** One line for people. */
  public String sentence() {
    return switch (status) {
      case NONE -> "not validated as it is now";
      case INVALID -> "failed its validation";
      case VALIDATED ->
          "validated, approved by %d of %d%s".formatted(approvals.size(), required, names());
      case APPROVED ->
          "approved by %d of %d%s, until %s"
              .formatted(approvals.size(), required, names(), expires.orElseThrow());
      case EXPIRED -> "its approval has expired";
      case REJECTED ->
          rejection
              .map(no -> "rejected by " + no.approver() + ": " + no.reason())
              .orElse("rejected");
      case STARTED ->
          "started; no record says how it ended (pgtier migration apply asks production)";
      case APPLIED -> "applied at " + run.orElseThrow().time();
      case FAILED -> "failed " + StateMachine.failure(run.orElseThrow());
      case ROLLED_BACK -> "rolled back at " + run.orElseThrow().time();
    };
  }

  private String names() {
    return approvals.isEmpty()
        ? ""
        : " (" + String.join(", ", approvals.stream().map(Approved::approver).toList()) + ")";
  }
}
