package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.state.MigrationState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Puts an approver's word into the ledger, if nothing changed while they read. */
final class Signing {
  private Signing() {}

  /** Refuses with the rule's sentence. */
  static void refuse(Optional<String> refusal) throws CommandException {
    if (refusal.isPresent()) {
      throw new CommandException(refusal.get());
    }
  }

  /**
   * Appends the record.
   *
   * @param shown the state that the approver saw
   * @param rule asked again of the state as it is then
   */
  static void append(
      Project project,
      MigrationFile file,
      MigrationState shown,
      LedgerRecord record,
      Function<MigrationState, Optional<String>> rule)
      throws CommandException {
    Appending appending = new Appending(project, file, shown, record, rule);
    try {
      Optional<LedgerEntry> entry = project.ledger().append(appending::decide);
      refuse(appending.refusal);
      System.out.println(
          "record %d; %s: %s"
              .formatted(
                  entry.orElseThrow().seq(),
                  file.name(),
                  project.state(project.entries(), file).sentence()));
    } catch (LedgerException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private static final class Appending {
    private final Project project;
    private final MigrationFile file;
    private final MigrationState shown;
    private final LedgerRecord record;
    private final Function<MigrationState, Optional<String>> rule;
    private Optional<String> refusal = Optional.empty();

    Appending(
        Project project,
        MigrationFile file,
        MigrationState shown,
        LedgerRecord record,
        Function<MigrationState, Optional<String>> rule) {
      this.project = project;
      this.file = file;
      this.shown = shown;
      this.record = record;
      this.rule = rule;
    }

    Optional<LedgerRecord> decide(List<LedgerEntry> entries) {
      MigrationState now = project.state(entries, file);
      refusal =
          now.validation().equals(shown.validation())
              ? rule.apply(now)
              : Optional.of(file.name() + " was validated again meanwhile; nothing was signed");
      return refusal.isPresent() ? Optional.empty() : Optional.of(record);
    }
  }
}
