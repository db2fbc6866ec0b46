package dev.pgtier.audit.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects within an OCSF event. */
final class OcsfObjects {
  private static final int RELATIONAL = 1;
  private static final int DATABASE = 1;
  private static final Pattern ADDRESS = Pattern.compile("\\[?([0-9A-Fa-f:.]+)]?:(\\d{1,5})");
  private static final String PROXY = "pgtier";

  private OcsfObjects() {}

  static void put(ObjectNode event, Entry entry) {
    ObjectNode actor = event.putObject("actor");
    String name = entry.principal() == null ? "unknown" : entry.principal();
    actor.putObject("user").put("name", name);
    if (entry.session() != null) {
      actor.putObject("session").put("uid", entry.session());
    }
    putText(actor, "app_name", entry.application());
    event.set("src_endpoint", source(entry));
    String upstream = entry.upstream() == null ? PROXY : entry.upstream();
    event.putObject("dst_endpoint").put("name", upstream).put("svc_name", "postgresql");
    event
        .putObject("database")
        .put("name", upstream)
        .put("type", "Relational")
        .put("type_id", RELATIONAL);
    event.put("type", "Database").put("type_id", DATABASE);
    if (entry.relations() != null && !entry.relations().isEmpty()) {
      event.putObject("table").put("name", entry.relations().get(0));
    }
    query(event, entry);
    if (entry.tier() != null) {
      ObjectNode policy = event.putObject("policy").put("name", entry.tier());
      putText(policy, "uid", entry.policy());
    }
    Ending end = entry.outcome();
    String rule = end != null && end.rule() != null ? end.rule() : entry.rule();
    if (rule != null) {
      ObjectNode firewall = event.putObject("firewall_rule").put("name", rule);
      putText(firewall, "desc", entry.reason());
    }
  }

  private static void query(ObjectNode event, Entry entry) {
    if (entry.sql() == null) {
      return;
    }
    ObjectNode query = event.putObject("query_info");
    query.put("query_string", entry.sql()).put("query_time", entry.time().toEpochMilli());
    putText(query, "uid", entry.statement());
    if (entry.outcome() != null && entry.outcome().bytes() != null) {
      query.put("bytes", entry.outcome().bytes());
    }
  }

  private static ObjectNode source(Entry entry) {
    ObjectNode source = Json.object();
    String address = entry.address() == null ? "unknown" : entry.address();
    Matcher found = ADDRESS.matcher(address);
    if (found.matches()) {
      return source.put("ip", found.group(1)).put("port", Integer.parseInt(found.group(2)));
    }
    return source.put("name", address);
  }

  /** What has no place in the class, in the log's own names. */
  static ObjectNode unmapped(Entry entry) {
    ObjectNode rest = Json.object();
    putText(rest, "verdict", entry.verdict());
    putText(rest, "hint", entry.hint());
    putText(rest, "effect", entry.effect());
    putText(rest, "shape", entry.shape());
    putText(rest, "protocol", entry.protocol());
    if (entry.context() != null) {
      rest.set("context", Json.texts(entry.context()));
    }
    if (entry.relations() != null) {
      rest.set("relations", Json.texts(entry.relations()));
      rest.set("functions", Json.texts(entry.functions()));
    }
    if (entry.parameters() != null) {
      rest.set("parameters", Json.texts(entry.parameters()));
    }
    if (entry.cut() > 0) {
      rest.put("cut", entry.cut());
    }
    if (entry.outcome() != null) {
      putText(rest, "status", entry.outcome().status());
      putText(rest, "tag", entry.outcome().tag());
      if (entry.outcome().rows() != null) {
        rest.put("rows", entry.outcome().rows());
      }
    }
    return rest;
  }

  static void putText(ObjectNode node, String name, String text) {
    if (text != null) {
      node.put(name, text);
    }
  }
}
