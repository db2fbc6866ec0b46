package dev.pgtier.audit.search.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns what was cut from a log file into rows. */
final class Loader {
  private static final String DECISION =
      "{seq: 'BIGINT', time: 'TIMESTAMP', statement: 'VARCHAR', session: 'VARCHAR',"
          + " principal: 'VARCHAR', tier: 'VARCHAR', upstream: 'VARCHAR',"
          + " client: 'STRUCT(address VARCHAR, application VARCHAR)',"
          + " context: 'MAP(VARCHAR, VARCHAR)', protocol: 'VARCHAR', sql: 'VARCHAR',"
          + " cut: 'BIGINT', shape: 'VARCHAR', effect: 'VARCHAR', relations: 'VARCHAR[]',"
          + " functions: 'VARCHAR[]', parameters: 'VARCHAR[]', verdict: 'VARCHAR',"
          + " rule: 'VARCHAR', reason: 'VARCHAR', hint: 'VARCHAR', policy: 'VARCHAR'}";
  private static final String OUTCOME =
      "{seq: 'BIGINT', time: 'TIMESTAMP', statement: 'VARCHAR', status: 'VARCHAR',"
          + " tag: 'VARCHAR', \"rows\": 'BIGINT', bytes: 'BIGINT', sqlstate: 'VARCHAR',"
          + " rule: 'VARCHAR', micros: 'BIGINT'}";
  private static final String HOST = "trim(regexp_replace(%s, ':[0-9]+$', ''), '[]')";
  private static final int LEAST_OBJECT = 4 << 20;

  private Loader() {}

  /** Makes a segment, whole and safe on disk, or none. */
  static void write(Connection connection, Cut cut, Path unfinished, Path made)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (%s) ORDER BY seq) TO %s (FORMAT parquet, COMPRESSION zstd)"
              .formatted(rows(cut), Literal.of(unfinished)));
    }
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        unfinished, made, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static void insert(Connection connection, Cut cut, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO %s %s".formatted(table, rows(cut)));
    }
  }

  /** A query for all rows of a cut, each decision with its outcome. */
  private static String rows(Cut cut) {
    int object = Math.max(LEAST_OBJECT, cut.longest() + 1024);
    return """
        WITH decisions AS (SELECT * FROM read_json(%s, columns = %s, %s)),
        outcomes AS (
          SELECT DISTINCT ON (statement) * FROM read_json(%s, columns = %s, %s)
          ORDER BY statement, seq DESC)
        SELECT %s FROM decisions d LEFT JOIN outcomes o ON d.statement = o.statement
        UNION ALL
        SELECT %s FROM outcomes o ANTI JOIN decisions d ON d.statement = o.statement
        UNION ALL
        SELECT %s FROM read_json_objects(%s, %s)
        """
        .formatted(
            Literal.of(cut.decisions()),
            DECISION,
            options(object),
            Literal.of(cut.outcomes()),
            OUTCOME,
            options(object),
            Columns.select(decision()),
            Columns.select(outcome()),
            Columns.select(other()),
            Literal.of(cut.others()),
            options(object));
  }

  private static String options(int object) {
    return "format = 'newline_delimited', ignore_errors = true, maximum_object_size = " + object;
  }

  private static Map<String, String> decision() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("event", "'decision'");
    for (String name :
        List.of(
            "seq",
            "time",
            "statement",
            "session",
            "principal",
            "tier",
            "upstream",
            "context",
            "protocol",
            "sql",
            "cut",
            "shape",
            "effect",
            "relations",
            "functions",
            "parameters",
            "verdict",
            "rule",
            "reason",
            "hint",
            "policy")) {
      columns.put(name, "d." + name);
    }
    columns.put("address", "d.client.address");
    columns.put("host", HOST.formatted("d.client.address"));
    columns.put("application", "d.client.application");
    columns.put("tool", "d.context['tool']");
    columns.putAll(ending());
    return columns;
  }

  private static Map<String, String> ending() {
    Map<String, String> columns =
        Columns.OUTCOME.keySet().stream()
            .collect(Collectors.toMap(name -> name, name -> "o." + Columns.quoted(name)));
    columns.put("outcome_seq", "o.seq");
    columns.put("outcome_time", "o.time");
    columns.put("outcome_rule", "o.rule");
    return columns;
  }

  private static Map<String, String> outcome() {
    Map<String, String> columns = ending();
    columns.put("event", "'outcome'");
    columns.put("seq", "o.seq");
    columns.put("time", "o.time");
    columns.put("statement", "o.statement");
    return columns;
  }

  private static Map<String, String> other() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name :
        List.of(
            "seq",
            "time",
            "event",
            "statement",
            "session",
            "principal",
            "tier",
            "upstream",
            "reason",
            "policy",
            "sqlstate",
            "micros")) {
      columns.put(name, "json->>'$." + name + "'");
    }
    columns.put("address", "json->>'$.client.address'");
    columns.put("host", HOST.formatted("json->>'$.client.address'"));
    columns.put("application", "json->>'$.client.application'");
    columns.put("line", "CAST(json AS VARCHAR)");
    return columns;
  }
}
