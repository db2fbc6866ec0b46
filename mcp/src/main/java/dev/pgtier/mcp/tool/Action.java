package dev.pgtier.mcp.tool;

import java.util.List;

/** What a call of a tool does. */
public sealed interface Action {
  /**
   * Runs one statement of the tool's author.
   *
   * @param sql with {@code ?} for each parameter, as JDBC wants it; a {@code ?} of SQL's own is
   *     {@code ??}
   * @param parameters which argument each {@code ?} stands for
   * @param rows how many rows of its answer are shown
   */
  record Query(String sql, List<String> parameters, int rows) implements Action {
    public Query {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * Runs the caller's SQL as it is; the tier judges it.
   *
   * @param rows how many rows of each answer are shown
   */
  record ExecuteSql(int rows) implements Action {}

  /** Runs a file of the migrations directory. */
  record RunFile() implements Action {}

  /** Has a file of the migrations directory validated. */
  record ValidateFile() implements Action {}

  /** Describes tables. */
  record DescribeSchema() implements Action {}
}
