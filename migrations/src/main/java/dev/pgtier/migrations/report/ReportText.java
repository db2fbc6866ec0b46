package dev.pgtier.migrations.report;

import dev.pgtier.migrations.report.StatementReport.State;
import dev.pgtier.migrations.report.ValidationReport.Finding;
import dev.pgtier.migrations.report.ValidationReport.Level;
import dev.pgtier.migrations.report.ValidationReport.LockUse;
import dev.pgtier.migrations.schema.SchemaDiff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for a person at a terminal. Control characters of a database are shown as dots. */
public final class ReportText {
  private static final int FINGERPRINT = 12;
  private static final int SHOWN_STATEMENTS = 60;

  private final List<String> lines = new ArrayList<>();

  private ReportText() {}

  public static List<String> of(ValidationReport report) {
    ReportText text = new ReportText();
    text.write(report);
    return text.lines.stream().map(ReportText::printable).toList();
  }

  private void write(ValidationReport report) {
    add("%s  %s", report.passed() ? "PASSED" : "FAILED", report.file());
    add("  sha256    %s", report.sha256());
    if (!report.cloneId().isEmpty()) {
      add(
          "  on        a fresh copy of clone %s, made %s",
          report.cloneId(), report.cloned().map(Object::toString).orElse("?"));
      add(
          "  took      %s, of which the file %s; %s",
          time(report.took()),
          time(report.scriptTime()),
          report.atomic() ? "one transaction" : "NOT one transaction");
    }
    list("Why it failed", report.problems());
    statements(report);
    list("Rows", report.rows().stream().map(ReportText::rows).toList());
    list("Strongest lock of each table", report.locks().stream().map(ReportText::lock).toList());
    list("Schema", schema(report));
    list("Checks", report.checks().stream().map(ReportText::check).toList());
    rollback(report);
    findings(report);
  }

  private void statements(ValidationReport report) {
    if (report.statements().isEmpty()) {
      return;
    }
    add("");
    add("Statements");
    for (StatementReport s : report.statements().stream().limit(SHOWN_STATEMENTS).toList()) {
      add(
          "  %3d  line %-4d %-22s %10s %12s  %s",
          s.number(),
          s.line(),
          s.command(),
          s.state() == State.DONE
              ? time(s.took())
              : s.state() == State.FAILED ? "FAILED" : "not run",
          s.rows().isPresent() ? s.rows().getAsLong() + " rows" : "",
          marks(s));
      s.failure()
          .ifPresent(
              f -> {
                add("       %s: %s", f.sqlState(), f.message());
                if (!f.hint().isEmpty()) {
                  add("       hint: %s", f.hint());
                }
              });
    }
    int more = report.statements().size() - SHOWN_STATEMENTS;
    if (more > 0) {
      add("  and %d more", more);
    }
  }

  /** What a reader's eye should be caught by. */
  private static String marks(StatementReport s) {
    List<String> marks = new ArrayList<>();
    s.locks().stream()
        .filter(lock -> lock.mode().stopsWriters())
        .forEach(lock -> marks.add(lock.mode().words() + " " + lock.table()));
    s.rewritten().forEach(table -> marks.add("rewrote " + table));
    return String.join(", ", marks);
  }

  private static List<String> schema(ValidationReport report) {
    if (report.before().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(new SchemaDiff(report.changes()).lines());
    if (lines.isEmpty()) {
      lines.add("unchanged");
    }
    lines.add(
        "fingerprint %s → %s"
            .formatted(
                report.before().substring(0, FINGERPRINT),
                report.after().substring(0, FINGERPRINT)));
    return lines;
  }

  private static String rows(ValidationReport.TableRows rows) {
    List<String> parts = new ArrayList<>();
    part(parts, rows.inserted(), "inserted");
    part(parts, rows.updated(), "updated");
    part(parts, rows.deleted(), "deleted");
    return rows.table() + ": " + String.join(", ", parts);
  }

  private static void part(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  private static String lock(LockUse lock) {
    return "%-24s %s for %s%s"
        .formatted(
            lock.mode().words(),
            lock.table(),
            time(lock.held()),
            lock.sampled() ? " (sampled)" : "");
  }

  private static String check(ValidationReport.CheckReport check) {
    return "%s  line %d: %s%s"
        .formatted(
            check.failure().isEmpty() ? "holds" : "FAILS",
            check.line(),
            check.sql(),
            check.failure().map(why -> "; " + why).orElse(""));
  }

  private void rollback(ValidationReport report) {
    if (report.rollback().present()) {
      add("");
      add(
          "Rollback: %s %s",
          report.rollback().file(),
          report.rollback().problems().isEmpty()
              ? "restores schema and rows"
              : "does NOT restore what was");
    }
    report
        .rerun()
        .outcome()
        .ifPresent(
            outcome -> {
              add("");
              add("Second run: %s (%s)", words(outcome), report.rerun().detail());
            });
  }

  static String words(ValidationReport.Rerun.Outcome outcome) {
    return switch (outcome) {
      case IDEMPOTENT -> "idempotent, it can be run again";
      case REPEATS -> "not idempotent, it does its work again";
      case FAILS -> "not idempotent, it fails";
    };
  }

  private void findings(ValidationReport report) {
    if (report.findings().isEmpty()) {
      return;
    }
    add("");
    add("To know before approving");
    for (Finding f : report.findings()) {
      add(
          "  %s  %s%s",
          f.level() == Level.WARNING ? "!" : "-",
          f.line() > 0 ? "line " + f.line() + ": " : "",
          f.why());
      add("       %s. (%s)", f.instead(), f.rule());
    }
  }

  private void list(String title, List<String> items) {
    if (!items.isEmpty()) {
      add("");
      add("%s", title);
      items.forEach(item -> add("  %s", item));
    }
  }

  private void add(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  static String time(Duration time) {
    double millis = time.toNanos() / 1_000_000.0;
    return millis < 1000
        ? String.format(Locale.ROOT, "%.1f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1000);
  }

  /** Nothing from a database moves the cursor or colours the terminal. */
  private static String printable(String line) {
    return line.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '·' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
