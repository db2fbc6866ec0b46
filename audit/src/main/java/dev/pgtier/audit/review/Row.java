package dev.pgtier.audit.review;

import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.time.Instant;
import java.util.List;

/**
 * An entry as a list shows it.
 *
 * @param protocol by which a statement came
 * @param functions that one without a text calls; null for any other
 * @param sql its beginning; all of it is in the entry
 * @param cut bytes of the text that were not recorded
 */
record Row(
    long seq,
    Instant time,
    String event,
    String session,
    String principal,
    String tier,
    String upstream,
    String address,
    String application,
    String tool,
    String verdict,
    String rule,
    String reason,
    String protocol,
    List<String> functions,
    String sql,
    long cut,
    String shape,
    String status,
    String sqlstate,
    Long rows,
    Long micros) {
  private static final int SHOWN = 400;

  static Row of(Entry entry) {
    Ending ending = entry.outcome();
    return new Row(
        entry.seq(),
        entry.time(),
        entry.event(),
        entry.session(),
        entry.principal(),
        entry.tier(),
        entry.upstream(),
        entry.address(),
        entry.application(),
        entry.tool(),
        entry.verdict(),
        ending != null && ending.rule() != null ? ending.rule() : entry.rule(),
        entry.reason(),
        entry.protocol(),
        entry.sql() == null ? entry.functions() : null,
        beginning(entry.sql()),
        entry.cut(),
        entry.shape(),
        ending == null ? null : ending.status(),
        ending == null ? entry.sqlstate() : ending.sqlstate(),
        ending == null ? null : ending.rows(),
        ending == null ? entry.micros() : ending.micros());
  }

  private static String beginning(String sql) {
    if (sql == null || sql.length() <= SHOWN) {
      return sql;
    }
    int end = Character.isHighSurrogate(sql.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return sql.substring(0, end);
  }
}
