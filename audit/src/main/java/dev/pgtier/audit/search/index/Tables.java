package dev.pgtier.audit.search.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the engine holds: segments, the rows that are in no segment yet, and both as one view. */
final class Tables {
  /** Rows that are in no segment yet. */
  static final String TAIL = "tail";

  private static final String LATE =
      "SELECT DISTINCT ON (statement) statement, %s FROM %s WHERE event = 'outcome'"
          + " ORDER BY statement, seq DESC";

  private Tables() {}

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE %s (%s)".formatted(TAIL, Columns.definitions()));
      statement.execute(
          "CREATE TABLE late (statement VARCHAR, %s)"
              .formatted(
                  Columns.OUTCOME.entrySet().stream()
                      .map(column -> Columns.quoted(column.getKey()) + " " + column.getValue())
                      .collect(Collectors.joining(", "))));
      statement.execute("CREATE VIEW base AS SELECT * FROM " + TAIL);
      statement.execute("CREATE VIEW entries AS " + entries());
    }
  }

  /** What is asked: decisions with their outcomes wherever these stand, and all other records. */
  private static String entries() {
    String columns =
        Columns.ALL.keySet().stream()
            .map(
                name ->
                    Columns.OUTCOME.containsKey(name)
                        ? "coalesce(b.%1$s, l.%1$s) AS %1$s".formatted(Columns.quoted(name))
                        : "b." + Columns.quoted(name))
            .collect(Collectors.joining(", "));
    return """
        SELECT %s FROM base b LEFT JOIN (
          SELECT * FROM late UNION ALL SELECT * FROM (%s)) l
        ON CASE WHEN b.event = 'decision' AND b.status IS NULL THEN b.statement END = l.statement
        WHERE b.event <> 'outcome'
        """
        .formatted(columns, LATE.formatted(outcomes(), TAIL));
  }

  /** Sets which segments hold; {@code added} are those of them that were not there before. */
  static void adopt(Connection connection, List<Segment> all, List<Segment> added, boolean anew)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String base = "SELECT * FROM " + TAIL;
      if (!all.isEmpty()) {
        base = "SELECT * FROM " + parquet(all) + " UNION ALL " + base;
      }
      statement.execute("CREATE OR REPLACE VIEW base AS " + base);
      if (anew) {
        statement.execute("DELETE FROM late");
      }
      List<Segment> read = anew ? all : added;
      if (!read.isEmpty()) {
        statement.execute("INSERT INTO late " + LATE.formatted(outcomes(), parquet(read)));
      }
    }
  }

  static void clearTail(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM " + TAIL);
    }
  }

  private static String parquet(List<Segment> segments) {
    return "read_parquet(%s)"
        .formatted(Literal.list(segments.stream().map(Segment::path).toList()));
  }

  private static String outcomes() {
    return Columns.OUTCOME.entrySet().stream()
        .map(Map.Entry::getKey)
        .map(Columns::quoted)
        .collect(Collectors.joining(", "));
  }
}
