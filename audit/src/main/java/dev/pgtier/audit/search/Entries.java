package dev.pgtier.audit.search;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads entries out of the engine's rows. */
final class Entries {
  /** What {@link #read} needs, of the view {@code entries}. */
  static final String COLUMNS =
      "seq, epoch_us(time) AS at, event, statement, session, principal, tier, upstream, address,"
          + " application, map_keys(context) AS context_keys,"
          + " map_values(context) AS context_values, protocol, sql, cut, shape, effect, relations,"
          + " functions, parameters, verdict, rule, reason, hint, policy, outcome_seq,"
          + " epoch_us(outcome_time) AS outcome_at, status, tag, \"rows\", bytes, sqlstate,"
          + " outcome_rule, micros, line";

  private Entries() {}

  static Entry read(ResultSet row) throws SQLException {
    boolean decision = row.getString("event").equals("decision");
    return new Entry(
        row.getLong("seq"),
        instant(row.getLong("at")),
        row.getString("event"),
        row.getString("statement"),
        row.getString("session"),
        row.getString("principal"),
        row.getString("tier"),
        row.getString("upstream"),
        row.getString("address"),
        row.getString("application"),
        context(row),
        row.getString("protocol"),
        row.getString("sql"),
        row.getLong("cut"),
        row.getString("shape"),
        row.getString("effect"),
        texts(row.getArray("relations")),
        texts(row.getArray("functions")),
        texts(row.getArray("parameters")),
        row.getString("verdict"),
        row.getString("rule"),
        row.getString("reason"),
        row.getString("hint"),
        row.getString("policy"),
        decision ? null : row.getString("sqlstate"),
        decision ? null : number(row, "micros"),
        row.getString("status") == null ? null : ending(row),
        row.getString("line"));
  }

  private static Ending ending(ResultSet row) throws SQLException {
    return new Ending(
        row.getLong("outcome_seq"),
        instant(row.getLong("outcome_at")),
        row.getString("status"),
        row.getString("tag"),
        number(row, "rows"),
        number(row, "bytes"),
        row.getString("sqlstate"),
        row.getString("outcome_rule"),
        number(row, "micros"));
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static Long number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(number);
  }

  private static Map<String, String> context(ResultSet row) throws SQLException {
    List<String> keys = texts(row.getArray("context_keys"));
    if (keys == null) {
      return null;
    }
    List<String> values = texts(row.getArray("context_values"));
    Map<String, String> context = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      context.put(keys.get(i), values.get(i));
    }
    return Collections.unmodifiableMap(context);
  }

  private static List<String> texts(Array array) throws SQLException {
    if (array == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    // A NULL that was bound is null here.
    Arrays.stream((Object[]) array.getArray()).forEach(text -> texts.add((String) text));
    return Collections.unmodifiableList(texts);
  }
}
