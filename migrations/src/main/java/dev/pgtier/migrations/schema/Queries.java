package dev.pgtier.migrations.schema;

import java.util.List;

/** A connection as far as a schema is read through it: JDBC, or the gate's own. */
@FunctionalInterface
public interface Queries<E extends Exception> {
  /**
   * Runs one statement.
   *
   * @return its rows, every value as text, null as null; no rows for a command that has none
   */
  List<List<String>> query(String sql) throws E;
}
