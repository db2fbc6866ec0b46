package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.policies.deploy.DeployRun.Failure;
import dev.pgtier.policies.deploy.DeployRun.Step.Refuse;
import java.util.List;

/** What the gate says no to, and what to do instead. */
final class Refusals {
  private static final String DENIED = "42501";

  private Refusals() {}

  static Refuse notApproved(List<Candidate> approved) {
    String expected =
        approved.isEmpty()
            ? "no file is approved"
            : String.join("; ", approved.stream().map(c -> c.describe(0)).toList());
    return new Refuse(
        DENIED,
        "deploy.not-approved",
        "it begins no file that is approved and not yet applied",
        expected,
        "Run the approved file unchanged; pgtier migration status shows what is approved.");
  }

  static Refuse order(Candidate file, int index) {
    return new Refuse(
        DENIED,
        "deploy.order",
        "it is not the next statement of the file",
        file.describe(index),
        "Begin again with the file as it was approved.");
  }

  static Refuse ended(Candidate file) {
    return new Refuse(
        DENIED,
        "deploy.order",
        file.running() + " has come to its end",
        "COMMIT or ROLLBACK",
        "Commit it, or begin the next file afterwards.");
  }

  static Refuse ambiguous(List<Candidate> files) {
    return new Refuse(
        DENIED,
        "deploy.ambiguous",
        "several approved files begin like this: "
            + String.join(", ", files.stream().map(Candidate::running).toList()),
        "",
        "Reject one of them, or make them begin differently.");
  }

  static Refuse stale(Staleness staleness) {
    return new Refuse(DENIED, "deploy.stale", staleness.reason(), "", staleness.hint());
  }

  static Refuse schema(Candidate file) {
    return new Refuse(
        DENIED,
        "deploy.schema",
        "production's schema is not the one that %s was validated on".formatted(file.running()),
        "",
        "Make a new clone, validate the file on it and have it approved again.");
  }

  static Refuse schemaUnread(Failure failure) {
    return new Refuse(
        "58000",
        "deploy.schema",
        "production's schema cannot be read: " + failure.message(),
        "",
        "Try again; nothing was run.");
  }

  static Refuse check(String reason) {
    return new Refuse(
        DENIED,
        "deploy.check",
        reason,
        "",
        "Nothing of this transaction stays. Mend the file, validate it and have it approved again.");
  }

  static Refuse checkedTooLate(String reason) {
    return new Refuse(
        DENIED,
        "deploy.check",
        reason + "; its statements have committed one by one",
        "",
        "Roll the file back, or mend production by another.");
  }

  static Refuse unrecorded(LedgerException e) {
    return new Refuse(
        "58030",
        "deploy.ledger",
        "it is applied, but that cannot be recorded: " + e.getMessage(),
        "",
        "Mend the ledger; pgtier finds out by itself how the file ended.");
  }

  static Refuse data(Candidate file, int index) {
    return new Refuse(
        DENIED,
        "deploy.copy",
        "the COPY data is not that of the file",
        file.describe(index),
        "Begin again with the file as it was approved.");
  }

  static Refuse running(String file) {
    return new Refuse(
        "55006",
        "deploy.running",
        file + " is being run by another session",
        "",
        "Wait for its end; pgtier migration status shows it.");
  }

  static Refuse asked(Failure failure) {
    return new Refuse(
        failure.sqlState(),
        "deploy.gate",
        "the gate's own statement failed: " + failure.message(),
        "",
        "Begin the file again.");
  }

  static Refuse ledger(LedgerException e) {
    return new Refuse(
        "58030", "deploy.ledger", e.getMessage(), "", "Nothing runs until the ledger can be used.");
  }
}
