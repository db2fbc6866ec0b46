package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerRecord.TableRange;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.policies.deploy.DeployRun.Answer;
import dev.pgtier.policies.script.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What is asked in a file's transaction before it may be committed. */
final class Proof {
  /** Of a table that the validation did not see changed; as the validation allows others more. */
  private static final long UNSEEN = 100;

  private static final int SHOWN = 200;

  /** Also counts what earlier transactions of the session changed a moment ago. */
  static final String ROWS =
      "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del"
          + " FROM pg_catalog.pg_stat_xact_user_tables"
          + " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND schemaname NOT LIKE 'pg\\_%'"
          + " ORDER BY 1";

  private Proof() {}

  /**
   * What to ask before a COMMIT.
   *
   * @param last whether it is the file's last one, at which its checks have to hold
   */
  static List<String> statements(Candidate file, boolean last) {
    List<String> statements = new ArrayList<>();
    if (last) {
      file.checks().forEach(check -> statements.add(check.sql()));
    }
    statements.add(ROWS);
    return statements;
  }

  /**
   * Why it may not be committed; empty if it may.
   *
   * @param rows of the whole run
   */
  static Optional<String> problem(
      Candidate file, boolean last, List<List<List<String>>> answers, List<TableRows> rows) {
    List<Check> checks = last ? file.checks() : List.of();
    for (int i = 0; i < checks.size(); i++) {
      Optional<String> problem = problem(checks.get(i), answers.get(i));
      if (problem.isPresent()) {
        return problem;
      }
    }
    // Of what an earlier run has changed only its transactions knew the number.
    return file.ranges().isEmpty()
        ? Optional.empty()
        : outOfRange(file, last && file.from() == 0, rows);
  }

  private static Optional<String> problem(Check check, List<List<String>> rows) {
    if (rows.isEmpty() || rows.equals(List.of(List.of("t")))) {
      return Optional.empty();
    }
    String shown = rows.stream().limit(3).map(List::toString).toList().toString();
    return Optional.of(
        "the check in line %d does not hold, it returns %s"
            .formatted(
                check.line(), shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown));
  }

  /** The checks alone, where nothing of the file can be taken back. */
  static List<String> afterwards(Candidate file) {
    List<String> statements = new ArrayList<>(List.of("BEGIN READ ONLY"));
    file.checks().forEach(check -> statements.add(check.sql()));
    return statements;
  }

  /** Which of them does not hold; a transaction is left open. */
  static Optional<String> afterwards(Candidate file, Answer answer) {
    if (answer.failure().isPresent()) {
      return Optional.of("a check failed: " + answer.failure().get().message());
    }
    return IntStream.range(0, file.checks().size())
        .mapToObj(i -> problem(file.checks().get(i), answer.rows().get(i + 1)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** What earlier transactions of the run and this one have changed. */
  static List<TableRows> sum(List<TableRows> earlier, List<TableRows> now) {
    Map<String, Long> sums = new TreeMap<>();
    earlier.forEach(table -> sums.merge(table.table(), table.rows(), Long::sum));
    now.forEach(table -> sums.merge(table.table(), table.rows(), Long::sum));
    return sums.entrySet().stream()
        .filter(it -> it.getValue() != 0)
        .map(it -> new TableRows(it.getKey(), it.getValue()))
        .toList();
  }

  /** What the transaction has changed, where the server's counts began with {@code before}. */
  static List<TableRows> rows(List<List<List<String>>> answers, List<TableRows> before) {
    return sum(
        counts(answers.get(answers.size() - 1)),
        before.stream().map(it -> new TableRows(it.table(), -it.rows())).toList());
  }

  /** What {@link #ROWS} answered. */
  static List<TableRows> counts(List<List<String>> answer) {
    return answer.stream()
        .map(row -> new TableRows(row.get(0), Long.parseLong(row.get(1))))
        .toList();
  }

  private static Optional<String> outOfRange(
      Candidate file, boolean complete, List<TableRows> changed) {
    for (TableRange range : file.ranges()) {
      long rows =
          changed.stream()
              .filter(table -> table.table().equals(range.table()))
              .mapToLong(TableRows::rows)
              .sum();
      if ((complete && rows < range.min()) || rows > range.max()) {
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
