package dev.pgtier.proxy.catalog;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A question whose answer changes with everything that {@link
 * dev.pgtier.policies.catalog.CatalogQueries} read: PostgreSQL writes a row's change as another
 * version of it, in another place (ctid) by another transaction (xmin). Only statistics are changed
 * in place. Any role may ask; it takes a few milliseconds.
 */
final class CatalogProbe {
  private static final List<String> TABLES =
      List.of(
          "pg_namespace",
          "pg_proc",
          "pg_aggregate",
          "pg_operator",
          "pg_type",
          "pg_range",
          "pg_cast",
          "pg_constraint",
          "pg_class",
          "pg_attribute",
          "pg_attrdef",
          "pg_rewrite",
          "pg_policy");

  static final String SQL =
      TABLES.stream()
          .map(
              table ->
                  "(SELECT pg_catalog.count(*)::text || ':' || coalesce(pg_catalog.sum("
                      + "pg_catalog.hashtextextended(t.xmin::text || t.ctid::text, 0)), 0)::text"
                      + " FROM pg_catalog."
                      + table
                      + " t)")
          .collect(Collectors.joining(" || ' ' || ", "SELECT ", ""));

  private CatalogProbe() {}
}
