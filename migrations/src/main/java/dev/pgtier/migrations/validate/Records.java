package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.CheckAnswer;
import dev.pgtier.migrations.ledger.LedgerRecord.Lint;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRange;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import dev.pgtier.migrations.report.ReportJson;
import dev.pgtier.migrations.report.ValidationReport;
import dev.pgtier.policies.script.CopyData;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.Splitting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the ledger keeps of a validation: the contract of the deploy tier, and the report. */
final class Records {
  /**
   * Production has changed since the clone: it may have more rows to change, but not any number.
   */
  private static final int FACTOR = 2;

  private static final int MORE = 100;

  private Records() {}

  static LedgerRecord.Validated of(
      MigrationFile file,
      Splitting split,
      Optional<Splitting> undoing,
      ValidationReport report,
      String by) {
    Optional<Script> script = script(split);
    return new LedgerRecord.Validated(
        file.name(),
        file.sha256(),
        script.flatMap(Script::author).orElse(""),
        report.cloneId(),
        report.database(),
        report.passed(),
        script.map(Records::statements).orElse(List.of()),
        script.map(s -> ranges(s, report)).orElse(List.of()),
        report.checks().stream()
            .map(c -> new CheckAnswer(c.line(), c.sql(), c.failure().orElse("")))
            .toList(),
        report.before(),
        report.after(),
        undo(file, undoing.flatMap(Records::script), report),
        report.findings().stream()
            .map(f -> new Lint(f.rule(), f.line(), f.why() + ". " + f.instead()))
            .toList(),
        by,
        ReportJson.of(report));
  }

  private static Optional<Script> script(Splitting split) {
    return split instanceof Script script ? Optional.of(script) : Optional.empty();
  }

  private static List<ValidatedStatement> statements(Script script) {
    return script.statements().stream()
        .map(
            s ->
                new ValidatedStatement(
                    s.number(),
                    s.line(),
                    s.digest(),
                    s.effect().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    s.data().map(CopyData::sha256).orElse("")))
        .toList();
  }

  /** What the file says of its rows; of other tables that it changed, a multiple of what it did. */
  private static List<TableRange> ranges(Script script, ValidationReport report) {
    Map<String, TableRange> ranges = new TreeMap<>();
    report
        .rows()
        .forEach(
            t -> ranges.put(t.table(), new TableRange(t.table(), 0, FACTOR * t.changed() + MORE)));
    script.rows().forEach(r -> ranges.put(r.table(), new TableRange(r.table(), r.min(), r.max())));
    return List.copyOf(ranges.values());
  }

  private static Undo undo(MigrationFile file, Optional<Script> script, ValidationReport report) {
    return file.rollback()
        .map(
            undoing ->
                new Undo(
                    undoing.name(),
                    undoing.sha256(),
                    script.map(Records::statements).orElse(List.of()),
                    report.rollback().present() && report.rollback().problems().isEmpty()))
        .orElse(Undo.NONE);
  }
}
