package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.report.ValidationReport.CheckReport;
import dev.pgtier.policies.script.Check;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the checks of a file, each in its own savepoint where there is a transaction. */
final class Checks {
  private static final int SHOWN_ROWS = 3;
  private static final int SHOWN = 200;
  private static final String SAVEPOINT = "pgtier_check";

  private Checks() {}

  static List<CheckReport> run(List<Check> checks, ScriptSession session, boolean inBlock)
      throws SQLException {
    List<CheckReport> reports = new ArrayList<>();
    for (Check check : checks) {
      if (inBlock) {
        session.run("SAVEPOINT " + SAVEPOINT, Optional.empty());
      }
      Optional<String> failure;
      try {
        failure = judge(session.rows(check.sql(), SHOWN_ROWS + 1));
      } catch (SQLException e) {
        failure = Optional.of("it failed: " + Failures.words(e));
      }
      reports.add(new CheckReport(check.line(), check.sql(), failure));
      if (inBlock) {
        session.run("ROLLBACK TO SAVEPOINT " + SAVEPOINT, Optional.empty());
        session.run("RELEASE SAVEPOINT " + SAVEPOINT, Optional.empty());
      }
    }
    return reports;
  }

  /** No row, or one that is true. */
  private static Optional<String> judge(List<List<String>> rows) {
    if (rows.isEmpty() || rows.equals(List.of(List.of("t")))) {
      return Optional.empty();
    }
    if (rows.size() == 1 && rows.get(0).size() == 1 && "f".equals(rows.get(0).get(0))) {
      return Optional.of("it answers false");
    }
    List<String> shown =
        rows.stream()
            .limit(SHOWN_ROWS)
            .map(row -> "(" + String.join(", ", texts(row)) + ")")
            .toList();
    String text = String.join(", ", shown) + (rows.size() > SHOWN_ROWS ? ", …" : "");
    return Optional.of(
        "it returns rows: " + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " …"));
  }

  private static List<String> texts(List<String> row) {
    return row.stream().map(value -> value == null ? "null" : value).toList();
  }
}
