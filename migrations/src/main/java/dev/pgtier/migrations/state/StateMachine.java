package dev.pgtier.migrations.state;

import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.Applied;
import dev.pgtier.migrations.ledger.LedgerRecord.Approved;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import dev.pgtier.migrations.ledger.LedgerRecord.OfFile;
import dev.pgtier.migrations.ledger.LedgerRecord.Rejected;
import dev.pgtier.migrations.ledger.LedgerRecord.RolledBack;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes one file's records in their order. */
final class StateMachine {
  private final String file;
  private final String sha256;
  private final ApprovalRules rules;
  private final Instant now;
  private Optional<LedgerEntry> validation = Optional.empty();
  private final Map<String, Approved> approvals = new LinkedHashMap<>();
  private Optional<Rejected> rejection = Optional.empty();
  private Optional<LedgerEntry> run = Optional.empty();

  StateMachine(String file, String sha256, ApprovalRules rules, Instant now) {
    this.file = file;
    this.sha256 = sha256;
    this.rules = rules;
    this.now = now;
  }

  void add(LedgerEntry entry) {
    if (!(entry.record() instanceof OfFile record)
        || !record.file().equals(file)
        || !record.sha256().equals(sha256)) {
      return;
    }
    if (record instanceof Validated) {
      validated(entry);
    } else if (record instanceof Approved approved) {
      if (isOfValidation(approved.validation()) && Approvals.isSigned(approved, rules)) {
        approvals.put(approved.approver(), approved);
      }
    } else if (record instanceof Rejected rejected) {
      if (isOfValidation(rejected.validation()) && Approvals.isSigned(rejected, rules)) {
        rejection = Optional.of(rejected);
      }
    } else if (record instanceof Started
        || record instanceof Applied
        || record instanceof Failed
        || record instanceof RolledBack) {
      run = Optional.of(entry);
    } else {
      throw new AssertionError(record);
    }
  }

  /** What is tried anew must be approved anew; what runs or has run is not begun anew by it. */
  private void validated(LedgerEntry entry) {
    validation = Optional.of(entry);
    approvals.clear();
    rejection = Optional.empty();
    if (run.isPresent() && isOver(run.get())) {
      run = Optional.empty();
    }
  }

  /** After a rollback that failed the file may still be applied. */
  private static boolean isOver(LedgerEntry run) {
    return run.record() instanceof RolledBack
        || (run.record() instanceof Failed failed && failed.direction() == Direction.APPLY);
  }

  private boolean isOfValidation(String hash) {
    return validation.filter(entry -> entry.hash().equals(hash)).isPresent();
  }

  MigrationState state() {
    List<Approved> all = approvals.values().stream().filter(this::isOthers).toList();
    List<Approved> current =
        all.stream().filter(approved -> approved.expires().isAfter(now)).toList();
    return new MigrationState(
        file,
        sha256,
        status(all.size(), current.size()),
        validation,
        current,
        rules.required(),
        expires(current),
        rejection,
        run);
  }

  private boolean isOthers(Approved approved) {
    return !rules.notAuthor()
        || validation
            .map(LedgerEntry::record)
            .map(Validated.class::cast)
            .filter(it -> ApprovalRules.isSame(approved.approver(), author(it)))
            .isEmpty();
  }

  /** Whom the file names, else who had it validated. */
  static String author(Validated validated) {
    return validated.author().isEmpty() ? validated.by() : validated.author();
  }

  private Status status(int signed, int current) {
    if (run.isPresent()) {
      return status(run.get());
    } else if (validation.isEmpty()) {
      return Status.NONE;
    } else if (!((Validated) validation.get().record()).passed()) {
      return Status.INVALID;
    } else if (rejection.isPresent()) {
      return Status.REJECTED;
    } else if (current >= rules.required()) {
      return Status.APPROVED;
    }
    return signed >= rules.required() ? Status.EXPIRED : Status.VALIDATED;
  }

  private static Status status(LedgerEntry run) {
    if (run.record() instanceof Started) {
      return Status.STARTED;
    } else if (run.record() instanceof Applied) {
      return Status.APPLIED;
    } else if (run.record() instanceof Failed) {
      return Status.FAILED;
    } else if (run.record() instanceof RolledBack) {
      return Status.ROLLED_BACK;
    }
    throw new AssertionError(run);
  }

  /** With more approvals than are needed, those that last longest count. */
  private Optional<Instant> expires(List<Approved> current) {
    List<Instant> latest = new ArrayList<>();
    current.forEach(approved -> latest.add(approved.expires()));
    latest.sort(Comparator.reverseOrder());
    return current.size() < rules.required()
        ? Optional.empty()
        : Optional.of(latest.get(rules.required() - 1));
  }

  static String failure(LedgerEntry run) {
    Failed failed = (Failed) run.record();
    return "%sat statement %d: %s%s"
        .formatted(
            failed.direction() == Direction.ROLLBACK ? "to be rolled back, " : "",
            failed.statement(),
            failed.reason(),
            failed.committed() == 0
                ? ""
                : "; its first %d statements are committed".formatted(failed.committed()));
  }
}
