package dev.pgtier.policies.rewrite;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.util.TablesNamesFinder;

/**
 * The relations that JSqlParser read, to be compared with {@link PostgresTables}. Its finder is
 * used for its walk alone: the names that it returns lack those that an alias or a CTE shadows.
 * Where the walk misses a place, the sets differ and nothing is rewritten.
 */
final class SecondTables extends TablesNamesFinder<Object> {
  private final Set<List<String>> names = new HashSet<>();

  static Set<List<String>> of(Statement statement) {
    SecondTables tables = new SecondTables();
    tables.getTables(statement);
    return tables.names;
  }

  @Override
  public <S> Object visit(Table table, S context) {
    names.add(
        List.of(
            folded(table.getDatabaseName()),
            folded(table.getSchemaName()),
            folded(table.getName())));
    return null;
  }

  /** A name as PostgreSQL folds it. */
  private static String folded(String name) {
    if (name == null) {
      return "";
    }
    boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return quoted
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }
}
