package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.clone.FreshDatabase;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import dev.pgtier.migrations.report.LockMode;
import dev.pgtier.migrations.report.ValidationReport.TableRows;
import dev.pgtier.migrations.schema.Schema;
import dev.pgtier.migrations.schema.SchemaReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A second session at the database of a validation, past the proxy, that looks and changes nothing.
 */
final class Observer implements AutoCloseable {
  private static final String RELATIONS =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind, greatest(c.reltuples, 0)::bigint,
        CASE WHEN c.relkind IN ('r', 'm') THEN pg_total_relation_size(c.oid) ELSE 0 END, coalesce(pg_relation_filenode(c.oid), 0)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      """;
  private static final String LOCKS =
      """
      SELECT DISTINCT relation, mode FROM pg_locks
      WHERE pid = ? AND locktype = 'relation' AND granted AND relation >= 16384
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;
  private static final String ROWS =
      """
      SELECT relid, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables WHERE schemaname !~ '^pg_'
      """;
  private static final String COLUMNS =
      """
      SELECT attname FROM pg_attribute WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped ORDER BY attname COLLATE "C"
      """;

  private final Session session;

  private Observer(Session session) {
    this.session = session;
  }

  static Observer open(FreshDatabase database) throws DatabaseException {
    return new Observer(database.parameters().connect("pgtier validation"));
  }

  /**
   * A table, or what is locked like one.
   *
   * @param rows as the planner estimates them
   * @param file the number of the file that holds it; 0 if none does
   */
  record Relation(
      long oid, String schema, String name, char kind, long rows, long bytes, long file) {
    String qualified() {
      return quoted(schema) + "." + quoted(name);
    }

    boolean holdsRows() {
      return kind == 'r' || kind == 'm';
    }

    private static String quoted(String name) {
      return name.matches("[a-z_][a-z0-9_$]*") ? name : Sql.name(name);
    }
  }

  record Lock(long relation, LockMode mode) {}

  /** All relations that others can see, by oid. */
  Map<Long, Relation> relations() throws DatabaseException {
    Map<Long, Relation> relations = new TreeMap<>();
    for (List<String> row : session.rows(RELATIONS)) {
      long oid = Long.parseLong(row.get(0));
      relations.put(
          oid,
          new Relation(
              oid,
              row.get(1),
              row.get(2),
              row.get(3).charAt(0),
              Long.parseLong(row.get(4)),
              Long.parseLong(row.get(5)),
              Long.parseLong(row.get(6))));
    }
    return relations;
  }

  /** The locks of tables that a session holds now. */
  List<Lock> locks(int pid) throws DatabaseException {
    List<Lock> locks = new ArrayList<>();
    for (List<String> row : session.rows(LOCKS, pid)) {
      Optional<LockMode> mode = LockMode.of(row.get(1));
      if (mode.isPresent()) {
        locks.add(new Lock(Long.parseLong(row.get(0)), mode.get()));
      }
    }
    return locks;
  }

  /** What was written since the database was made, as far as sessions have told, by oid. */
  Map<Long, TableRows> written(Map<Long, Relation> relations) throws DatabaseException {
    session.rows("SELECT pg_stat_clear_snapshot()");
    Map<Long, TableRows> written = new TreeMap<>();
    for (List<String> row : session.rows(ROWS)) {
      Relation relation = relations.get(Long.parseLong(row.get(0)));
      if (relation != null) {
        written.put(
            relation.oid(),
            new TableRows(
                relation.qualified(),
                Long.parseLong(row.get(1)),
                Long.parseLong(row.get(2)),
                Long.parseLong(row.get(3))));
      }
    }
    return written;
  }

  /** Equal for tables with the same columns and rows, in whatever order. */
  String checksum(Relation table) throws DatabaseException {
    List<String> columns =
        session.rows(COLUMNS, table.oid()).stream().map(row -> Sql.name(row.get(0))).toList();
    String name = Sql.name(table.schema(), table.name());
    String row =
        columns.isEmpty()
            ? "''"
            : String.join(" || ", columns.stream().map(Observer::spelt).toList());
    return session
        .value(
            "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(%s, 0)::numeric), 0) || ' ' || coalesce(sum(hashtextextended(%s, 1)::numeric), 0) FROM ONLY %s"
                .formatted(row, row, name))
        .orElse("");
  }

  /** A value with its length, so that no two rows are spelt alike; null has none. */
  private static String spelt(String column) {
    return "coalesce(length(%1$s::text) || ':' || %1$s::text, '') || ';'".formatted(column);
  }

  Schema schema() throws DatabaseException {
    try {
      return SchemaReader.read(this::query, false);
    } catch (SQLException e) {
      throw new DatabaseException("the schema cannot be read", e);
    }
  }

  private List<List<String>> query(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = session.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          String[] row = new String[result.getMetaData().getColumnCount()];
          while (result.next()) {
            for (int i = 0; i < row.length; i++) {
              row[i] = result.getString(i + 1);
            }
            rows.add(Arrays.asList(row.clone()));
          }
        }
      }
    }
    return rows;
  }

  @Override
  public void close() throws DatabaseException {
    session.close();
  }
}
