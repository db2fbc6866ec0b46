package dev.pgtier.proxy.catalog;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A question whose answer changes with everything that {@link
 * dev.pgtier.policies.catalog.CatalogQueries} read. PostgreSQL writes a row's change as another
 * version of it, in another place (ctid) by another transaction (xmin). Where other rows of a table
 * change all the time (a table's storage, a column's statistics), the columns that are read stand
 * for the row. Any role may ask.
 *
 * <p>It does not see what a definition prints of a name that is in none of these tables: a
 * collation or a text search configuration that is renamed. Nothing is judged by those. Nor does it
 * see what a superuser changes without a transaction, in the server's files.
 */
final class CatalogProbe {
  private static final String VERSION = "t.xmin::text || t.ctid::text";

  /** As PostgreSQL numbers what it did not bring itself. */
  private static final String OURS = "16384";

  private static final List<String> PARTS =
      List.of(
          part("pg_namespace", VERSION, "true"),
          part("pg_proc", VERSION, "true"),
          part("pg_aggregate", VERSION, "true"),
          part("pg_operator", VERSION, "true"),
          part("pg_opclass", VERSION, "t.oid >= " + OURS),
          part("pg_amop", VERSION, "t.oid >= " + OURS),
          part("pg_amproc", VERSION, "t.oid >= " + OURS),
          part("pg_type", VERSION, "true"),
          part("pg_range", VERSION, "true"),
          part("pg_cast", VERSION, "true"),
          part("pg_constraint", VERSION, "t.contypid <> 0"),
          part(
              "pg_class",
              "t.oid::text || ' ' || t.relnamespace::text || t.relkind::text || t.relname::text",
              "t.relkind IN ('r', 'v', 'm', 'f', 'p', 'S')"),
          part(
              "pg_attribute",
              "t.attrelid::text || ' ' || t.attnum::text || ' ' || t.atttypid::text"
                  + " || t.attisdropped::text || t.attgenerated::text",
              "t.attnum > 0 AND (t.atttypid >= " + OURS + " OR t.attgenerated <> '')"),
          part("pg_attrdef", VERSION, "true"),
          part("pg_rewrite", VERSION, "true"),
          part("pg_policy", VERSION, "true"),
          part(
              "pg_depend",
              VERSION,
              "t.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND t.deptype = 'e'"),
          part("pg_roles", "t.oid::text || ' ' || t.rolname::text", "true"));

  static final String SQL =
      PARTS.stream().collect(Collectors.joining(" || ' ' || ", "SELECT ", ""));

  private CatalogProbe() {}

  /** How many rows there are, and the sum of their hashes, whatever order they come in. */
  private static String part(String table, String row, String which) {
    return "(SELECT pg_catalog.count(*)::text || ':' || coalesce(pg_catalog.sum("
        + "pg_catalog.hashtextextended("
        + row
        + ", 0)), 0)::text FROM pg_catalog."
        + table
        + " t WHERE "
        + which
        + ")";
  }
}
