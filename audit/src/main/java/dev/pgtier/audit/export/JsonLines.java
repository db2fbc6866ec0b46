package dev.pgtier.audit.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.util.Optional;

/**
 * An entry as JSON in the log's own names: a decision's fields and its outcome's under {@code
 * outcome}; any other record as it is in the log.
 */
public final class JsonLines implements Format {
  @Override
  public Optional<String> line(Entry entry) {
    return Optional.of(Json.line(entry.line() == null ? decision(entry) : Json.read(entry.line())));
  }

  private static ObjectNode decision(Entry entry) {
    ObjectNode node = Json.object();
    node.put("v", 1).put("seq", entry.seq()).put("time", Times.iso(entry.time()));
    node.put("event", entry.event()).put("statement", entry.statement());
    node.put("session", entry.session()).put("principal", entry.principal());
    node.put("tier", entry.tier()).put("upstream", entry.upstream());
    node.putObject("client")
        .put("address", entry.address())
        .put("application", entry.application());
    node.set("context", entry.context() == null ? null : Json.texts(entry.context()));
    node.put("protocol", entry.protocol()).put("sql", entry.sql()).put("cut", entry.cut());
    node.put("shape", entry.shape()).put("effect", entry.effect());
    node.set("relations", entry.relations() == null ? null : Json.texts(entry.relations()));
    node.set("functions", entry.functions() == null ? null : Json.texts(entry.functions()));
    node.set("parameters", entry.parameters() == null ? null : Json.texts(entry.parameters()));
    node.put("verdict", entry.verdict()).put("rule", entry.rule());
    node.put("reason", entry.reason()).put("hint", entry.hint()).put("policy", entry.policy());
    node.set("outcome", entry.outcome() == null ? null : outcome(entry.outcome()));
    return node;
  }

  private static ObjectNode outcome(Ending ending) {
    return Json.object()
        .put("seq", ending.seq())
        .put("time", Times.iso(ending.time()))
        .put("status", ending.status())
        .put("tag", ending.tag())
        .put("rows", ending.rows())
        .put("bytes", ending.bytes())
        .put("sqlstate", ending.sqlstate())
        .put("rule", ending.rule())
        .put("micros", ending.micros());
  }
}
