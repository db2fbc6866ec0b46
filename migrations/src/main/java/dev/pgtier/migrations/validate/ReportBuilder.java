package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.clone.BaseCopy;
import dev.pgtier.migrations.clone.FreshDatabase;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.report.LockMode;
import dev.pgtier.migrations.report.StatementReport;
import dev.pgtier.migrations.report.ValidationReport;
import dev.pgtier.migrations.report.ValidationReport.CheckReport;
import dev.pgtier.migrations.report.ValidationReport.Finding;
import dev.pgtier.migrations.report.ValidationReport.LockUse;
import dev.pgtier.migrations.report.ValidationReport.Rerun;
import dev.pgtier.migrations.report.ValidationReport.Rollback;
import dev.pgtier.migrations.report.ValidationReport.TableRows;
import dev.pgtier.migrations.schema.Schema;
import dev.pgtier.migrations.schema.SchemaChange;
import dev.pgtier.policies.script.RowRange;
import dev.pgtier.policies.script.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A report while it is being made. */
final class ReportBuilder {
  private final MigrationFile file;
  private final Instant began;
  private final List<String> problems = new ArrayList<>();
  private Optional<BaseCopy> base = Optional.empty();
  private String database = "";
  private boolean atomic;
  private boolean ranWell;
  private List<StatementReport> statements = List.of();
  private List<TableRows> rows = List.of();
  private List<CheckReport> checks = List.of();
  private List<Finding> findings = List.of();
  private String before = "";
  private String after = "";
  private List<SchemaChange> changes = List.of();
  private Rollback rollback = Rollback.NONE;
  private Rerun rerun = Rerun.NONE;

  ReportBuilder(MigrationFile file, Instant began) {
    this.file = file;
    this.began = began;
  }

  void problem(String text) {
    problems.add(text);
  }

  boolean ranWell() {
    return ranWell;
  }

  void ran(FreshDatabase copy, Script script, Trial.Ran ran) {
    base = Optional.of(copy.base());
    database = copy.name();
    atomic = Atomicity.of(script);
    ranWell = ran.run().failure().isEmpty();
    statements = ran.run().statements().stream().map(StatementRun::report).toList();
    rows = ran.rows();
    checks = ran.run().checks();
    for (StatementReport statement : statements) {
      statement
          .failure()
          .ifPresent(
              failure ->
                  problem(
                      "%s:%d: statement %d, %s: %s (%s)"
                          .formatted(
                              file.name(),
                              failure.line(),
                              statement.number(),
                              statement.command(),
                              failure.message(),
                              failure.sqlState())));
    }
    if (problems.isEmpty()) {
      ran.run().failure().ifPresent(failure -> problem(file.name() + ": " + failure));
    }
    for (CheckReport check : checks) {
      check
          .failure()
          .ifPresent(
              failure ->
                  problem(
                      "%s:%d: the check fails: %s; it is: %s"
                          .formatted(file.name(), check.line(), failure, check.sql())));
    }
    if (ranWell) {
      script.rows().forEach(this::range);
    }
  }

  private void range(RowRange range) {
    long changed =
        rows.stream()
            .filter(t -> t.table().equals(range.table()))
            .mapToLong(TableRows::changed)
            .sum();
    if (changed < range.min() || changed > range.max()) {
      problem(
          "%s:%d: %d rows of %s were changed, and the file says %d to %d"
              .formatted(
                  file.name(), range.line(), changed, range.table(), range.min(), range.max()));
    }
  }

  void schemas(Schema one, Schema other) {
    before = one.fingerprint();
    after = other.fingerprint();
    changes = one.diff(other).changes();
  }

  void findings(List<Finding> found) {
    findings = found;
  }

  void rollback(Rollback found) {
    rollback = found;
    found.problems().forEach(text -> problem("the rollback does not restore: " + text));
  }

  void rerun(Rerun found) {
    rerun = found;
  }

  ValidationReport build(Duration took) {
    return new ValidationReport(
        file.name(),
        file.sha256(),
        base.map(BaseCopy::id).orElse(""),
        base.map(BaseCopy::made),
        database,
        began,
        took,
        statements.stream().map(StatementReport::took).reduce(Duration.ZERO, Duration::plus),
        atomic,
        problems,
        statements,
        strongest(),
        rows,
        before,
        after,
        changes,
        checks,
        findings,
        rollback,
        rerun);
  }

  /** The strongest lock of each table, the strongest tables first. */
  private List<LockUse> strongest() {
    Map<String, LockUse> strongest = new TreeMap<>();
    for (StatementReport statement : statements) {
      for (LockUse lock : statement.locks()) {
        strongest.merge(lock.table(), lock, ReportBuilder::stronger);
      }
    }
    return strongest.values().stream().sorted((a, b) -> b.mode().compareTo(a.mode())).toList();
  }

  private static LockUse stronger(LockUse one, LockUse other) {
    LockMode mode = one.mode();
    int order = mode.compareTo(other.mode());
    if (order == 0) {
      return one.held().compareTo(other.held()) >= 0 ? one : other;
    }
    return order > 0 ? one : other;
  }
}
