package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerRecord.TableRange;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.policies.script.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is asked in a file's transaction before it may be committed. */
final class Proof {
  /** Of a table that the validation did not see changed; as the validation allows others more. */
  private static final long UNSEEN = 100;

  private static final int SHOWN = 200;
  private static final String ROWS =
      "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del"
          + " FROM pg_catalog.pg_stat_xact_user_tables"
          + " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND schemaname NOT LIKE 'pg\\_%'"
          + " ORDER BY 1";

  private Proof() {}

  static List<String> statements(Candidate file) {
    List<String> statements = new ArrayList<>();
    file.checks().forEach(check -> statements.add(check.sql()));
    statements.add(ROWS);
    return statements;
  }

  /** Why it may not be committed; empty if it may. */
  static Optional<String> problem(Candidate file, List<List<List<String>>> answers) {
    List<Check> checks = file.checks();
    for (int i = 0; i < checks.size(); i++) {
      List<List<String>> rows = answers.get(i);
      if (!rows.isEmpty() && !rows.equals(List.of(List.of("t")))) {
        String shown = rows.stream().limit(3).map(List::toString).toList().toString();
        return Optional.of(
            "the check in line %d does not hold, it returns %s"
                .formatted(
                    checks.get(i).line(),
                    shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown));
      }
    }
    return file.ranges().isEmpty() ? Optional.empty() : outOfRange(file, rows(answers));
  }

  /** What the transaction has changed. */
  static List<TableRows> rows(List<List<List<String>>> answers) {
    return answers.get(answers.size() - 1).stream()
        .map(row -> new TableRows(row.get(0), Long.parseLong(row.get(1))))
        .toList();
  }

  private static Optional<String> outOfRange(Candidate file, List<TableRows> changed) {
    for (TableRange range : file.ranges()) {
      long rows =
          changed.stream()
              .filter(table -> table.table().equals(range.table()))
              .mapToLong(TableRows::rows)
              .sum();
      if (rows < range.min() || rows > range.max()) {
        return Optional.of(
            "%d rows of %s would change; validated were %d to %d"
                .formatted(rows, range.table(), range.min(), range.max()));
      }
    }
    List<String> seen = file.ranges().stream().map(TableRange::table).toList();
    return changed.stream()
        .filter(table -> !seen.contains(table.table()) && table.rows() > UNSEEN)
        .map(
            table ->
                "%d rows of %s would change; the validation saw none"
                    .formatted(table.rows(), table.table()))
        .findFirst();
  }
}
