package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.util.List;

/**
 * What the planner keeps of a table's values: the most common ones, and bounds of histograms, which
 * are values as they were. ANALYZE replaces them, but leaves those of a table that is empty.
 */
final class Statistics {
  /** With the function that forgets one column's. */
  private static final int CLEARS_SINCE = 180000;

  private static final String OF =
      """
      WITH mine (oid) AS (
        SELECT unnest(CAST(? AS oid[]))
        UNION
        SELECT indexrelid FROM pg_index WHERE indrelid = ANY (CAST(? AS oid[])))
      """;
  private static final String KEPT =
      OF
          + """
          SELECT n.nspname, c.relname, a.attname, s.stainherit
            FROM mine
            JOIN pg_class c USING (oid)
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_statistic s ON s.starelid = c.oid
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = s.staattnum
          """;
  private static final String READABLE =
      OF
          + """
          SELECT s.schemaname, s.tablename, s.attname, s.inherited
            FROM mine
            JOIN pg_class c USING (oid)
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname
          """;
  private static final String EXTENDED =
      """
      SELECT s.schemaname || '.' || s.statistics_name
        FROM pg_stats_ext s
        JOIN pg_class c ON c.relname = s.tablename
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = s.schemaname
       WHERE c.oid = ANY (CAST(? AS oid[])) AND s.most_common_vals IS NOT NULL
      """;
  private static final String UNTAKEN =
      """
      SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I SET STATISTICS ', n.nspname, c.relname, a.attname)
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid = ANY (CAST(? AS oid[])) AND a.attstattarget = 0 AND a.attnum > 0
         AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
      """;

  private final Session session;
  private final boolean superuser;
  private final boolean clears;

  Statistics(Session session) throws DatabaseException {
    this.session = session;
    this.superuser = session.holds("SELECT rolsuper FROM pg_roles WHERE rolname = session_user");
    this.clears = session.version() >= CLEARS_SINCE;
  }

  /** Forgets what can be forgotten, as the session's own role. */
  void forget(TableTree tree) throws DatabaseException {
    String oids = tree.oids();
    if (superuser) {
      session.execute(
          "DELETE FROM pg_statistic WHERE starelid = ANY ('%1$s'::oid[]) OR starelid IN"
                  .formatted(oids)
              + " (SELECT indexrelid FROM pg_index WHERE indrelid = ANY ('%s'::oid[]))"
                  .formatted(oids),
          "DELETE FROM pg_statistic_ext_data WHERE stxoid IN (SELECT oid FROM pg_statistic_ext WHERE stxrelid = ANY ('%s'::oid[]))"
              .formatted(oids));
    } else if (clears) {
      for (List<String> row : session.rows(READABLE, oids, oids)) {
        session.rows(
            "SELECT pg_clear_attribute_stats(?, ?, ?, ?)",
            row.get(0),
            row.get(1),
            row.get(2),
            row.get(3).equals("t"));
      }
    }
  }

  /** Takes them anew, of every column, and rewrites the tables so that no old row is left. */
  void renew(TableTree tree) throws DatabaseException {
    List<List<String>> untaken = session.rows(UNTAKEN, tree.oids());
    for (List<String> alter : untaken) {
      session.execute(alter.get(0) + "-1");
    }
    for (TableTree.Member member : tree.members()) {
      String name = Sql.name(member.schema(), member.name());
      session.execute((member.partitioned() ? "ANALYZE " : "VACUUM (FULL, ANALYZE) ") + name);
    }
    for (List<String> alter : untaken) {
      session.execute(alter.get(0) + "0");
    }
  }

  /**
   * Makes sure that a relation without rows, of which ANALYZE took none, has none either.
   *
   * @throws MaskException if it has, and only a superuser could take them away
   */
  void requireFresh(TableTree tree) throws DatabaseException {
    boolean empty = true;
    for (TableTree.Member member : tree.members()) {
      // What VACUUM FULL has written without a row has no page; a partitioned table never has one.
      if (session.holds("SELECT pg_relation_size(CAST(? AS oid)) = 0", member.oid())) {
        requireNone(new TableTree(List.of(member)), false);
      } else {
        empty = false;
      }
    }
    if (empty) {
      requireNone(tree, true);
    }
  }

  private void requireNone(TableTree tree, boolean inherited) throws DatabaseException {
    String oids = tree.oids();
    List<List<String>> kept =
        session.rows(superuser ? KEPT : READABLE, oids, oids).stream()
            .filter(row -> inherited || row.get(3).equals("f"))
            .toList();
    List<List<String>> extended = inherited ? session.rows(EXTENDED, oids) : List.of();
    if (!kept.isEmpty() || !extended.isEmpty()) {
      String which =
          kept.isEmpty() ? extended.get(0).get(0) : String.join(".", kept.get(0).subList(0, 3));
      throw new MaskException(
          "the server keeps statistics of %s, with values of rows that are gone, and the role of the clone's target cannot delete them: use a superuser of that server, or ANALYZE that table at the source while it has a row"
              .formatted(which));
    }
  }
}
