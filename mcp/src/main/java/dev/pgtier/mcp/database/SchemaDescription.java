package dev.pgtier.mcp.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;

/**
 * Tables as an agent reads them cheaply: a column is one text, such as {@code "integer not null"},
 * and only what the log-in may read is there.
 */
public final class SchemaDescription {
  private static final int MAX_TABLES = 200;

  /** Beyond so many, columns are left out, and the agent asks again for the tables it wants. */
  private static final int MAX_WITH_COLUMNS = 40;

  private static final String SQL =
      """
      SELECT CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name,
        CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
          WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind,
        CASE WHEN c.relkind IN ('v', 'f') THEN NULL WHEN c.reltuples >= 0 THEN c.reltuples::bigint
          ELSE NULLIF(pg_catalog.pg_stat_get_live_tuples(c.oid), 0) END AS rows,
        pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
        (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attname,
            pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_catalog.pg_get_expr(d.adbin, d.adrelid),
            pg_catalog.col_description(a.attrelid, a.attnum)) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a
          LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
        (SELECT pg_catalog.json_agg(pg_catalog.pg_get_constraintdef(k.oid) ORDER BY k.contype DESC, k.conname)
          FROM pg_catalog.pg_constraint k
          WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')) AS keys
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
          OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT'))
        AND (?::text IS NULL OR c.relname LIKE ? OR n.nspname || '.' || c.relname LIKE ?)
      ORDER BY n.nspname <> 'public', n.nspname, c.relname
      """;

  private SchemaDescription() {}

  /**
   * Reads the tables.
   *
   * @param table a name, with its schema or without, {@code *} for any characters; empty for all
   */
  public static ObjectNode read(
      Statements statements, String comment, Optional<String> table, Cancelling caller)
      throws SqlFailedException {
    JsonNode pattern =
        table
            .<JsonNode>map(name -> TextNode.valueOf(pattern(name)))
            .orElse(JsonNodeFactory.instance.nullNode());
    Rows found =
        statements.query(comment, SQL, List.of(pattern, pattern, pattern), MAX_TABLES, caller);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode tables = json.putObject("tables");
    boolean brief = found.rows().size() > MAX_WITH_COLUMNS;
    found.rows().forEach(row -> tables.set(row.path("name").asText(), describe(row, brief)));
    if (brief || found.truncated().isPresent()) {
      json.put(
          "truncated",
          "%d%s tables: name some with table to see their columns, with * for any characters"
              .formatted(found.rows().size(), found.truncated().isPresent() ? " and more" : ""));
    }
    return json;
  }

  private static ObjectNode describe(JsonNode row, boolean brief) {
    ObjectNode table = JsonNodeFactory.instance.objectNode();
    if (!row.path("kind").asText().equals("table")) {
      table.set("kind", row.get("kind"));
    }
    copy(row, "rows", table, "rows_estimated");
    copy(row, "comment", table, "comment");
    if (!brief) {
      ObjectNode columns = table.putObject("columns");
      row.path("columns").forEach(column -> columns.put(column.path(0).asText(), column(column)));
      copy(row, "keys", table, "keys");
    }
    return table;
  }

  /** Such as {@code integer not null default 1 -- what it means}. */
  private static String column(JsonNode column) {
    return column.path(1).asText()
        + (column.path(2).asBoolean() ? " not null" : "")
        + (column.path(3).isNull() ? "" : " default " + column.path(3).asText())
        + (column.path(4).isNull() ? "" : " -- " + column.path(4).asText());
  }

  private static void copy(JsonNode from, String name, ObjectNode to, String newName) {
    JsonNode value = from.path(name);
    if (!value.isNull() && !value.isMissingNode()) {
      to.set(newName, value);
    }
  }

  /** LIKE's own signs mean themselves. */
  private static String pattern(String name) {
    return name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%").replace("*", "%");
  }
}
