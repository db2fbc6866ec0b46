package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A foreign key that masking touches. It is dropped meanwhile and made again, upon which the server
 * itself checks that every masked key still has its row.
 *
 * @param relation as SQL writes it
 * @param definition as pg_get_constraintdef gives it
 */
record ForeignKey(String relation, String name, String definition, Optional<String> comment) {
  private static final String ALL =
      """
      SELECT k.oid, k.conrelid, k.confrelid, k.conname, pg_get_constraintdef(k.oid),
             (SELECT string_agg(a.attname, E'\\n' ORDER BY u.place)
                FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
                JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number),
             (SELECT string_agg(a.attname, E'\\n' ORDER BY u.place)
                FROM unnest(k.confkey) WITH ORDINALITY u (number, place)
                JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number),
             format('%I.%I', n.nspname, c.relname), obj_description(k.oid, 'pg_constraint'),
             f.relname
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class f ON f.oid = k.confrelid
       WHERE k.contype = 'f' AND k.conparentid = 0
       ORDER BY k.oid
      """;

  /**
   * Finds them.
   *
   * @param tables the masked columns by the oid of each table that has them, children included
   * @throws MaskException where a key would not meet its row any more
   */
  static List<ForeignKey> find(Session session, Map<Long, List<PlannedColumn>> tables)
      throws DatabaseException {
    List<ForeignKey> touched = new ArrayList<>();
    for (List<String> row : session.rows(ALL)) {
      String[] own = row.get(5).split("\n", -1);
      String[] theirs = row.get(6).split("\n", -1);
      boolean masked = false;
      for (int i = 0; i < own.length; i++) {
        Optional<PlannedColumn> child = column(tables, row.get(1), own[i]);
        Optional<PlannedColumn> parent = column(tables, row.get(2), theirs[i]);
        requireAlike(child, parent, row);
        masked |= child.isPresent() || parent.isPresent();
      }
      if (masked) {
        touched.add(
            new ForeignKey(row.get(7), row.get(3), row.get(4), Optional.ofNullable(row.get(8))));
      }
    }
    return touched;
  }

  String drop() {
    return "ALTER TABLE " + relation + " DROP CONSTRAINT " + Sql.name(name);
  }

  List<String> make() {
    List<String> statements = new ArrayList<>();
    statements.add(
        "ALTER TABLE " + relation + " ADD CONSTRAINT " + Sql.name(name) + " " + definition);
    comment.ifPresent(
        text ->
            statements.add(
                "COMMENT ON CONSTRAINT %s ON %s IS %s"
                    .formatted(Sql.name(name), relation, Sql.literal(text))));
    return statements;
  }

  private static void requireAlike(
      Optional<PlannedColumn> child, Optional<PlannedColumn> parent, List<String> row)
      throws MaskException {
    boolean cleared = child.isPresent() && child.get().rule().mask() instanceof Mask.Null;
    if (cleared || (child.isEmpty() && parent.isEmpty())) {
      return;
    }
    if (parent.isPresent() && (child.isEmpty() || !alike(child.get(), parent.get()))) {
      throw new MaskException(
          "masking %s by %s would part it from the foreign key %s of %s: mask both columns by hash, which needs one type, or the key's by null"
              .formatted(
                  parent.get().rule().name(),
                  parent.get().rule().mask().words(),
                  row.get(3),
                  row.get(7)));
    }
    if (parent.isEmpty() && child.get().rule().mask() instanceof Mask.Hash) {
      throw new MaskException(
          "masking %s by hash would part it from what its foreign key %s refers to: mask that column of %s by hash as well"
              .formatted(child.get().rule().name(), row.get(3), row.get(9)));
    }
  }

  private static boolean alike(PlannedColumn one, PlannedColumn other) {
    return one.rule().mask().equals(other.rule().mask())
        && (!(one.rule().mask() instanceof Mask.Hash) || one.hash().equals(other.hash()));
  }

  private static Optional<PlannedColumn> column(
      Map<Long, List<PlannedColumn>> tables, String table, String name) {
    return tables.getOrDefault(Long.valueOf(table), List.of()).stream()
        .filter(column -> column.rule().column().equals(name))
        .findFirst();
  }
}
