package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.util.List;

/** Materialized views, which hold values of the time before masking until they are filled anew. */
final class Views {
  /** In an order in which each comes after those that it reads. */
  private static final String FILLED =
      """
      WITH RECURSIVE edge (reader, read) AS (
        SELECT DISTINCT r.ev_class, d.refobjid
          FROM pg_rewrite r
          JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                          AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
          JOIN pg_class c ON c.oid = r.ev_class AND c.relkind IN ('v', 'm')
          JOIN pg_class t ON t.oid = d.refobjid AND t.relkind IN ('v', 'm')),
      depth (oid, level) AS (
        SELECT oid, 0 FROM pg_class WHERE relkind IN ('v', 'm')
        UNION
        SELECT edge.reader, depth.level + 1 FROM depth JOIN edge ON edge.read = depth.oid
         WHERE depth.level < 100)
      SELECT c.oid, format('%I.%I', n.nspname, c.relname), max(depth.level)
        FROM depth
        JOIN pg_class c USING (oid)
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'm' AND c.relispopulated AND n.nspname <> 'information_schema'
         AND n.nspname NOT LIKE 'pg\\_%'
       GROUP BY c.oid, n.nspname, c.relname
       ORDER BY max(depth.level), c.oid
      """;

  private Views() {}

  static List<Long> refresh(Session session) throws DatabaseException {
    List<List<String>> views = session.rows(FILLED);
    for (List<String> view : views) {
      session.execute("REFRESH MATERIALIZED VIEW " + view.get(1));
    }
    return views.stream().map(view -> Long.valueOf(view.get(0))).toList();
  }
}
