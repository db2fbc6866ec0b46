package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.util.List;
import java.util.Optional;

/**
 * A rule that was matched with the column that it names.
 *
 * @param table the table's oid
 * @param type as SQL writes it, with schema where one is needed
 * @param hash how its values are hashed; empty for a type that has no hash
 * @param always whether it is GENERATED ALWAYS AS IDENTITY
 */
record PlannedColumn(
    MaskRule rule, long table, String type, Optional<HashKind> hash, boolean always) {
  private static final String COLUMN =
      """
      SELECT c.oid, c.relkind, a.attnum, format_type(a.atttypid, a.atttypmod), b.typname, b.typmod,
             a.attnotnull, a.attgenerated <> '', a.attidentity = 'a', a.attinhcount > 0,
             EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type IN ('2', '4'))
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a
               ON a.attrelid = c.oid AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN LATERAL (
             WITH RECURSIVE base (oid, typname, typtype, typbasetype, typmod) AS (
               SELECT oid, typname, typtype, typbasetype,
                      CASE WHEN typtype = 'd' THEN typtypmod ELSE a.atttypmod END
                 FROM pg_type WHERE oid = a.atttypid
               UNION ALL
               SELECT t.oid, t.typname, t.typtype, t.typbasetype,
                      CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE base.typmod END
                 FROM base JOIN pg_type t ON t.oid = base.typbasetype WHERE base.typtype = 'd')
             SELECT typname, typmod FROM base WHERE typtype <> 'd') b ON true
       WHERE n.nspname = ? AND c.relname = ?
      """;

  /**
   * Looks the column up.
   *
   * @throws MaskException if there is none, or it cannot be masked so
   */
  static PlannedColumn find(Session session, MaskRule rule) throws DatabaseException {
    List<List<String>> rows = session.rows(COLUMN, rule.column(), rule.schema(), rule.table());
    if (rows.isEmpty()) {
      throw new MaskException(
          "masking names %s, and there is no table %s.%s in %s; correct the name, or take the rule away"
              .formatted(
                  rule.name(), rule.schema(), rule.table(), session.parameters().database()));
    }
    List<String> row = rows.get(0);
    if (row.get(2) == null) {
      throw new MaskException(
          "masking names %s, and the table has no column %s; it has %s"
              .formatted(rule.name(), rule.column(), columns(session, row.get(0))));
    }
    PlannedColumn column =
        new PlannedColumn(
            rule,
            Long.parseLong(row.get(0)),
            row.get(3),
            row.get(4) == null
                ? Optional.empty()
                : HashKind.of(row.get(4), Integer.parseInt(row.get(5))),
            row.get(8).equals("t"));
    column.require(row);
    return column;
  }

  /** What the column is set to. */
  String value() {
    Mask mask = rule.mask();
    if (mask instanceof Mask.Null) {
      return "NULL";
    } else if (mask instanceof Mask.Hash) {
      return cast(hash.orElseThrow().expression(rule.column()));
    } else if (mask instanceof Mask.Constant constant) {
      return cast(Sql.literal(constant.text()));
    } else if (mask instanceof Mask.Expression expression) {
      return cast(expression.sql() + "\n");
    }
    throw new AssertionError(mask);
  }

  /** Whether the mask could give a value back that was there before. */
  boolean mayKeep() {
    return rule.mask() instanceof Mask.Constant || rule.mask() instanceof Mask.Expression;
  }

  boolean isHash(HashKind.Form form) {
    return rule.mask() instanceof Mask.Hash && hash.map(HashKind::form).equals(Optional.of(form));
  }

  String name() {
    return Sql.name(rule.column());
  }

  String cast(String expression) {
    return "CAST((" + expression + ") AS " + type + ")";
  }

  private void require(List<String> row) throws MaskException {
    String kind = row.get(1);
    if (kind.equals("v") || kind.equals("m")) {
      refuse("it is a view: mask the columns of the tables that it reads");
    }
    if (!kind.equals("r") && !kind.equals("p")) {
      refuse("it is no table");
    }
    if (row.get(7).equals("t")) {
      refuse("the column is generated: mask the columns that it is computed from");
    }
    if (row.get(9).equals("t")) {
      refuse("the column is inherited: name the parent table, whose rule reaches every child");
    }
    if (row.get(10).equals("t")) {
      refuse("the table has a rewrite rule ON UPDATE, so that its rows cannot be set");
    }
    if (rule.mask() instanceof Mask.Null && row.get(6).equals("t")) {
      refuse("the column is NOT NULL: use hash or an expression");
    }
    if (rule.mask() instanceof Mask.Hash && hash.isEmpty()) {
      refuse(
          "hash is for text, integers, uuid and bytea, and the column is of type %s: use null or an expression"
              .formatted(type));
    }
  }

  private void refuse(String why) throws MaskException {
    throw new MaskException(
        "masking %s by %s cannot be done: %s".formatted(rule.name(), rule.mask().words(), why));
  }

  private static String columns(Session session, String table) throws DatabaseException {
    return session
        .value(
            "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = CAST(? AS oid) AND attnum > 0 AND NOT attisdropped",
            Long.valueOf(table))
        .orElse("none");
  }
}
