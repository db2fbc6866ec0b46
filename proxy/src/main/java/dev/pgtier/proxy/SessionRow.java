package dev.pgtier.proxy;

import dev.pgtier.proxy.session.SessionFacts;
import java.util.LinkedHashMap;
import java.util.Map;

/** A session as the admin port shows it: who, where, since when and in what state; no SQL. */
final class SessionRow {
  private SessionRow() {}

  static Map<String, Object> of(SessionFacts facts) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("principal", facts.principal());
    row.put("tier", facts.tier());
    row.put("upstream", facts.upstream());
    row.put("client", facts.address());
    row.put("application", facts.application());
    row.put("pid", facts.pid());
    row.put("since", facts.since().toString());
    row.put("state", facts.status());
    row.put("statements", facts.statements());
    row.put("lastStatement", facts.statementAt() == null ? null : facts.statementAt().toString());
    return row;
  }
}
