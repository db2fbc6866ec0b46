package dev.pgtier.mcp.database;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.util.PGobject;

/**
 * The columns of an answer. The driver's own names of types are not asked for: to say them it looks
 * into the catalogue, which would be one statement more for the proxy, and none of the caller's.
 */
record Columns(List<String> names, List<Integer> types) {

  /** Each name once: a second {@code id} is {@code id_2}. */
  static Columns of(ResultSetMetaData columns) throws SQLException {
    List<String> names = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String label = columns.getColumnLabel(i);
      String name = label;
      for (int n = 2; !taken.add(name); n++) {
        name = label + "_" + n;
      }
      names.add(name);
      types.add(type(columns, i));
    }
    return new Columns(names, types);
  }

  /** One of {@link Types}; {@code OTHER} only where the driver gives the value its type's name. */
  private static int type(ResultSetMetaData columns, int column) throws SQLException {
    int type = columns.getColumnType(column);
    boolean named = columns.getColumnClassName(column).equals(PGobject.class.getName());
    return type == Types.OTHER && !named ? Types.VARCHAR : type;
  }

  int size() {
    return names.size();
  }
}
