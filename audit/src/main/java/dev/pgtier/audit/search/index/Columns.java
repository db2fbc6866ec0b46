package dev.pgtier.audit.search.index;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The columns of the index. A decision's row has its outcome where that stands in the same stretch;
 * an outcome whose decision stands elsewhere is a row by itself. Whoever changes them counts {@link
 * SegmentName#VERSION} up.
 */
final class Columns {
  private static final String TEXT = "VARCHAR";
  private static final String TEXTS = "VARCHAR[]";
  private static final String NUMBER = "BIGINT";
  private static final String TIME = "TIMESTAMP";

  /** Of an outcome, in the names that the index has. */
  static final Map<String, String> OUTCOME = new LinkedHashMap<>();

  /** All, in their order. */
  static final Map<String, String> ALL = new LinkedHashMap<>();

  static {
    OUTCOME.put("outcome_seq", NUMBER);
    OUTCOME.put("outcome_time", TIME);
    OUTCOME.put("status", TEXT);
    OUTCOME.put("tag", TEXT);
    OUTCOME.put("rows", NUMBER);
    OUTCOME.put("bytes", NUMBER);
    OUTCOME.put("sqlstate", TEXT);
    OUTCOME.put("outcome_rule", TEXT);
    OUTCOME.put("micros", NUMBER);

    ALL.put("seq", NUMBER);
    ALL.put("time", TIME);
    for (String name :
        List.of(
            "event", "statement", "session", "principal", "tier", "upstream", "address", "host")) {
      ALL.put(name, TEXT);
    }
    ALL.put("application", TEXT);
    ALL.put("context", "MAP(VARCHAR, VARCHAR)");
    ALL.put("tool", TEXT);
    ALL.put("protocol", TEXT);
    ALL.put("sql", TEXT);
    ALL.put("cut", NUMBER);
    ALL.put("shape", TEXT);
    ALL.put("effect", TEXT);
    ALL.put("relations", TEXTS);
    ALL.put("functions", TEXTS);
    ALL.put("parameters", TEXTS);
    for (String name : List.of("verdict", "rule", "reason", "hint", "policy")) {
      ALL.put(name, TEXT);
    }
    ALL.putAll(OUTCOME);
    ALL.put("line", TEXT);
  }

  private Columns() {}

  /** For CREATE TABLE. */
  static String definitions() {
    return ALL.entrySet().stream()
        .map(column -> quoted(column.getKey()) + " " + column.getValue())
        .collect(Collectors.joining(", "));
  }

  /**
   * A select list in the order of {@link #ALL}; what {@code given} has not is null.
   *
   * @param given expressions by column
   */
  static String select(Map<String, String> given) {
    return ALL.entrySet().stream()
        .map(
            column ->
                "CAST(%s AS %s) AS %s"
                    .formatted(
                        given.getOrDefault(column.getKey(), "NULL"),
                        column.getValue(),
                        quoted(column.getKey())))
        .collect(Collectors.joining(", "));
  }

  static String quoted(String name) {
    return '"' + name + '"';
  }
}
