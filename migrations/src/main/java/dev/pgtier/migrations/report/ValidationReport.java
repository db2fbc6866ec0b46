package dev.pgtier.migrations.report;

import dev.pgtier.migrations.schema.SchemaChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of trying a migration on a fresh copy of production's clone.
 *
 * @param file below the migrations directory
 * @param sha256 of the file, hexadecimal
 * @param cloneId the id of the base copy; "" if nothing was run
 * @param cloned when the base copy was made
 * @param database in which the file ran first; it is gone
 * @param began when the validation did
 * @param took all of it
 * @param scriptTime what the statements took
 * @param atomic whether the whole file is one transaction
 * @param problems why it is not valid, in the order in which they were found; none if it is
 * @param before the schema's fingerprint
 * @param after the schema's fingerprint
 */
public record ValidationReport(
    String file,
    String sha256,
    String cloneId,
    Optional<Instant> cloned,
    String database,
    Instant began,
    Duration took,
    Duration scriptTime,
    boolean atomic,
    List<String> problems,
    List<StatementReport> statements,
    List<LockUse> locks,
    List<TableRows> rows,
    String before,
    String after,
    List<SchemaChange> changes,
    List<CheckReport> checks,
    List<Finding> findings,
    Rollback rollback,
    Rerun rerun) {
  public ValidationReport {
    problems = List.copyOf(problems);
    statements = List.copyOf(statements);
    locks = List.copyOf(locks);
    rows = List.copyOf(rows);
    changes = List.copyOf(changes);
    checks = List.copyOf(checks);
    findings = List.copyOf(findings);
  }

  /** Whether it may be approved. */
  public boolean passed() {
    return problems.isEmpty();
  }

  /**
   * A lock as it was held.
   *
   * @param table qualified
   * @param held from its taking to the end of its transaction
   * @param sampled whether it was looked for every few milliseconds, so that a short one may be
   *     missing; otherwise it was looked for before the lock could be given back
   */
  public record LockUse(String table, LockMode mode, Duration held, boolean sampled) {}

  /** The rows of a table that were inserted, updated and deleted. */
  public record TableRows(String table, long inserted, long updated, long deleted) {
    public long changed() {
      return inserted + updated + deleted;
    }
  }

  /**
   * A query of the file that must return no row, or one that is true.
   *
   * @param failure why it does not hold; empty if it does
   */
  public record CheckReport(int line, String sql, Optional<String> failure) {}

  /**
   * Something that a person should know before he approves.
   *
   * @param rule a name that stays, such as {@code index.not-concurrent}
   * @param line where, from 1; 0 for the file as a whole
   * @param why what can happen
   * @param instead what to do
   */
  public record Finding(Level level, String rule, int line, String why, String instead) {}

  /** How much a finding matters. */
  public enum Level {
    NOTE,
    WARNING
  }

  /**
   * What the file beside it that undoes it did.
   *
   * @param file "" if there is none
   * @param sha256 of that file
   * @param problems why it does not restore what was; none if it does
   */
  public record Rollback(String file, String sha256, List<String> problems) {
    public static final Rollback NONE = new Rollback("", "", List.of());

    public Rollback {
      problems = List.copyOf(problems);
    }

    public boolean present() {
      return !file.isEmpty();
    }
  }

  /**
   * What a second run did.
   *
   * @param outcome empty if there was none
   * @param detail for people
   */
  public record Rerun(Optional<Outcome> outcome, String detail) {
    public static final Rerun NONE = new Rerun(Optional.empty(), "");

    /** Of the second run. */
    public enum Outcome {
      /** It ran and changed nothing. */
      IDEMPOTENT,
      /** It ran and changed something again. */
      REPEATS,
      /** It failed. */
      FAILS
    }
  }
}
