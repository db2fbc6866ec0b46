package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.Sql;

/** One column and its mask; the three names are as the catalogue spells them. */
public record MaskRule(String schema, String table, String column, Mask mask) {
  /** {@code schema.table.column}, for people. */
  public String name() {
    return schema + "." + table + "." + column;
  }

  String relation() {
    return Sql.name(schema, table);
  }
}
