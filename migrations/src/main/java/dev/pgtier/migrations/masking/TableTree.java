package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.util.List;
import java.util.stream.Collectors;

/** A table with all its partitions and children. */
record TableTree(List<Member> members) {
  private static final String TREE =
      """
      WITH RECURSIVE tree (oid) AS (
        SELECT CAST(? AS oid)
        UNION
        SELECT i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid)
      SELECT c.oid, n.nspname, c.relname, c.relkind
        FROM tree JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
       ORDER BY c.oid
      """;

  /** One relation of it; a partitioned table has no rows of its own. */
  record Member(long oid, String schema, String name, boolean partitioned) {}

  static TableTree of(Session session, long table) throws DatabaseException {
    return new TableTree(
        session.rows(TREE, table).stream()
            .map(
                row ->
                    new Member(
                        Long.parseLong(row.get(0)), row.get(1), row.get(2), row.get(3).equals("p")))
            .toList());
  }

  /** As the text of an array. */
  String oids() {
    return members.stream()
        .map(member -> Long.toString(member.oid()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
