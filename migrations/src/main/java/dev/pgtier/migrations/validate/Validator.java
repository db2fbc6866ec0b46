package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.clone.FreshDatabases;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.report.ValidationReport;
import dev.pgtier.migrations.report.ValidationReport.Rerun;
import dev.pgtier.migrations.report.ValidationReport.Rollback;
import dev.pgtier.migrations.schema.Schema;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.lint.Lint;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.Splitting;
import dev.pgtier.policies.script.Unsplittable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tries a migration: on one fresh copy the file and what undoes it, on another the file twice. Any
 * thread may ask, for several files at a time.
 */
public final class Validator {
  private final FreshDatabases databases;
  private final ProxyAccess proxy;
  private final Reader reader;
  private final boolean lockTimeoutPinned;
  private final InstantSource clock;

  /** PostgreSQL's parser, asked in two ways. */
  public record Reader(Function<String, Reading> reading, Function<String, List<Lint>> lint) {}

  /**
   * Asks nothing yet.
   *
   * @param lockTimeoutPinned whether the deploy tier sets lock_timeout, so that a file need not
   */
  public Validator(
      FreshDatabases databases,
      ProxyAccess proxy,
      Reader reader,
      boolean lockTimeoutPinned,
      InstantSource clock) {
    this.databases = databases;
    this.proxy = proxy;
    this.reader = reader;
    this.lockTimeoutPinned = lockTimeoutPinned;
    this.clock = clock;
  }

  /** The report, and what the ledger keeps of it. */
  public record Validated(ValidationReport report, LedgerRecord.Validated record) {}

  /**
   * Validates a file.
   *
   * @param by who asks, for the ledger
   * @throws ValidationException if there can be no report: no clone, no proxy, cancelled
   */
  public Validated validate(MigrationFile file, String by, Watcher watcher)
      throws ValidationException {
    Instant began = clock.instant();
    long start = System.nanoTime();
    Splitting split = Script.split(file.text(), reader.reading());
    Optional<Splitting> undoing =
        file.rollback().map(text -> Script.split(text.text(), reader.reading()));
    ReportBuilder report = new ReportBuilder(file, began);
    if (split instanceof Unsplittable bad) {
      bad.mistakes().forEach(mistake -> report.problem(file.name() + ":" + mistake));
    } else if (undoing.isPresent() && undoing.get() instanceof Unsplittable bad) {
      String path = file.rollback().orElseThrow().name();
      bad.mistakes().forEach(mistake -> report.problem(path + ":" + mistake));
    } else {
      try {
        run(file, (Script) split, undoing.map(Script.class::cast), report, watcher);
      } catch (DatabaseException e) {
        throw new ValidationException(e.getMessage(), e);
      }
    }
    ValidationReport built = report.build(Duration.ofNanos(System.nanoTime() - start));
    return new Validated(built, Records.of(file, split, undoing, built, by));
  }

  private void run(
      MigrationFile file,
      Script script,
      Optional<Script> undoing,
      ReportBuilder report,
      Watcher watcher)
      throws DatabaseException, ValidationException {
    Optional<Undoing> undo = Undoing.of(file.rollback(), undoing);
    boolean ran;
    try (Trial trial = Trial.open(databases, proxy, watcher)) {
      Schema before = trial.observer().schema();
      Map<Long, Observer.Relation> relations = trial.observer().relations();
      Trial.Ran first = trial.run(script);
      ran = first.run().failure().isEmpty();
      report.ran(trial.database(), script, first);
      report.schemas(before, trial.observer().schema());
      report.findings(
          new Findings(reader.lint(), relations, lockTimeoutPinned)
              .of(file, script, first.run().statements()));
      if (ran && undo.isPresent()) {
        watcher.step("the file that undoes it");
        undo.get().run(trial, before);
      } else if (ran) {
        watcher.step("a second run");
        report.rerun(rerun(trial, script));
      }
    }
    if (ran && undo.isPresent()) {
      try (Trial trial = Trial.open(databases, proxy, watcher)) {
        undo.get().compare(trial);
        watcher.step("a second run");
        if (trial.run(script).run().failure().isEmpty()) {
          report.rerun(rerun(trial, script));
        }
      }
    }
    report.rollback(undo.filter(u -> report.ranWell()).map(Undoing::report).orElse(Rollback.NONE));
  }

  private static Rerun rerun(Trial trial, Script script)
      throws DatabaseException, ValidationException {
    Schema before = trial.observer().schema();
    Trial.Ran again = trial.run(script);
    Optional<StatementRun> failed =
        again.run().statements().stream().filter(run -> run.failure.isPresent()).findFirst();
    if (failed.isPresent()) {
      var failure = failed.get().failure.orElseThrow();
      return new Rerun(
          Optional.of(Rerun.Outcome.FAILS),
          "line %d: %s (%s)".formatted(failure.line(), failure.message(), failure.sqlState()));
    }
    if (again.run().failure().isPresent()) {
      return new Rerun(Optional.of(Rerun.Outcome.FAILS), again.run().failure().get());
    }
    List<String> changes = before.diff(trial.observer().schema()).lines();
    if (changes.isEmpty() && again.rows().isEmpty()) {
      return new Rerun(Optional.of(Rerun.Outcome.IDEMPOTENT), "it changed nothing");
    }
    String rows =
        String.join(
            ", ", again.rows().stream().map(t -> t.changed() + " rows of " + t.table()).toList());
    String schema = changes.isEmpty() ? "" : changes.size() + " objects of the schema";
    return new Rerun(
        Optional.of(Rerun.Outcome.REPEATS),
        "it changed again: " + rows + (rows.isEmpty() || schema.isEmpty() ? "" : ", ") + schema);
  }
}
