package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sets one table's masked columns, in every row, and counts what it did. */
final class TableMasking {
  private static final String CHECK_VIOLATION = "23514";
  private static final String UNIQUE =
      """
      SELECT EXISTS (
        SELECT FROM pg_index i
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
         WHERE i.indrelid = ANY (CAST(? AS oid[])) AND (i.indisunique OR i.indisexclusion) AND a.attname = ?)
      """;

  private final Session session;
  private final TableTree tree;
  private final List<PlannedColumn> columns;
  private final String relation;

  TableMasking(Session session, TableTree tree, List<PlannedColumn> columns) {
    this.session = session;
    this.tree = tree;
    this.columns = columns;
    this.relation = columns.get(0).rule().relation();
  }

  List<MaskedColumn> run() throws DatabaseException {
    Suspension suspension = Suspension.of(session, tree, columns);
    session.execute(suspension.before());
    List<Long> before = counts(true);
    long written = update();
    List<Long> after = counts(false);
    session.execute(suspension.after());
    List<MaskedColumn> masked = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      MaskRule rule = columns.get(i).rule();
      MaskedColumn one =
          new MaskedColumn(
              rule.name(),
              rule.mask().words(),
              before.get(0),
              before.get(1 + 2 * i),
              after.get(1 + 2 * i),
              before.get(2 + 2 * i));
      if (written != one.rows() || !after.get(0).equals(before.get(0)) || !kept(rule, one)) {
        throw new MaskException(
            "masking %s did not reach every row: %d of %d were written, %d values became %d"
                .formatted(rule.name(), written, one.rows(), one.before(), one.after()));
      }
      masked.add(one);
    }
    return masked;
  }

  private static boolean kept(MaskRule rule, MaskedColumn done) {
    if (rule.mask() instanceof Mask.Null) {
      return done.after() == 0;
    }
    return !(rule.mask() instanceof Mask.Hash) || done.after() == done.before();
  }

  /** All rows; then for each column those with a value, and those whose mask is the same value. */
  private List<Long> counts(boolean compare) throws DatabaseException {
    String sql =
        columns.stream()
            .map(
                column ->
                    ", count(%s), %s"
                        .formatted(
                            column.name(),
                            compare && column.mayKeep()
                                ? "count(*) FILTER (WHERE %s::text = %s::text)"
                                    .formatted(column.value(), column.name())
                                : "0"))
            .collect(Collectors.joining("", "SELECT count(*)", " FROM " + relation));
    return session.rows(sql).get(0).stream().map(Long::valueOf).toList();
  }

  private long update() throws DatabaseException {
    List<PlannedColumn> turned = turned();
    if (!turned.isEmpty()) {
      try {
        long written = set(turned);
        session.update(
            turned.stream()
                .map(column -> column.name() + " = " + turn(column, column.name()))
                .collect(Collectors.joining(", ", "UPDATE " + relation + " SET ", "")));
        return written;
      } catch (DatabaseException e) {
        if (!e.sqlState().equals(CHECK_VIOLATION)) {
          throw e;
        }
      }
    }
    return set(List.of());
  }

  private long set(List<PlannedColumn> turned) throws DatabaseException {
    return session.update(
        columns.stream()
            .map(
                column ->
                    column.name()
                        + " = "
                        + (turned.contains(column) ? turn(column, column.value()) : column.value()))
            .collect(Collectors.joining(", ", "UPDATE " + relation + " SET ", "")));
  }

  /**
   * Unique integers without a negative one: their hashes may be numbers that other rows still have,
   * which the index does not take. So they first become negative, where nothing is.
   */
  private List<PlannedColumn> turned() throws DatabaseException {
    List<PlannedColumn> turned = new ArrayList<>();
    for (PlannedColumn column : columns) {
      if (column.isHash(HashKind.Form.INTEGER)
          && session.holds(UNIQUE, tree.oids(), column.rule().column())
          && !session.holds(
              "SELECT EXISTS (SELECT FROM %s WHERE %s < 0)".formatted(relation, column.name()))) {
        turned.add(column);
      }
    }
    return turned;
  }

  private static String turn(PlannedColumn column, String value) {
    return column.cast("-1 - (" + value + ")");
  }
}
