package dev.pgtier.audit.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as entries, without the engine that searches them. */
final class Records {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Records() {}

  static JsonNode parse(byte[] line) throws IOException {
    return MAPPER.readTree(line);
  }

  /** Any record but an outcome. */
  static Entry entry(JsonNode record, byte[] line, Ending outcome) {
    JsonNode client = record.path("client");
    boolean decision = record.path("event").asText().equals("decision");
    return new Entry(
        record.path("seq").longValue(),
        Instant.parse(record.path("time").asText()),
        record.path("event").asText(),
        text(record, "statement"),
        text(record, "session"),
        text(record, "principal"),
        text(record, "tier"),
        text(record, "upstream"),
        text(client, "address"),
        text(client, "application"),
        context(record.path("context")),
        text(record, "protocol"),
        text(record, "sql"),
        record.path("cut").longValue(),
        text(record, "shape"),
        text(record, "effect"),
        texts(record.path("relations")),
        texts(record.path("functions")),
        texts(record.path("parameters")),
        text(record, "verdict"),
        text(record, "rule"),
        text(record, "reason"),
        text(record, "hint"),
        text(record, "policy"),
        decision ? null : text(record, "sqlstate"),
        decision ? null : number(record, "micros"),
        outcome,
        decision ? null : new String(line, StandardCharsets.UTF_8));
  }

  static Ending ending(JsonNode record) {
    return new Ending(
        record.path("seq").longValue(),
        Instant.parse(record.path("time").asText()),
        record.path("status").asText(),
        text(record, "tag"),
        number(record, "rows"),
        number(record, "bytes"),
        text(record, "sqlstate"),
        text(record, "rule"),
        number(record, "micros"));
  }

  static Entry with(Entry e, Ending outcome) {
    return new Entry(
        e.seq(),
        e.time(),
        e.event(),
        e.statement(),
        e.session(),
        e.principal(),
        e.tier(),
        e.upstream(),
        e.address(),
        e.application(),
        e.context(),
        e.protocol(),
        e.sql(),
        e.cut(),
        e.shape(),
        e.effect(),
        e.relations(),
        e.functions(),
        e.parameters(),
        e.verdict(),
        e.rule(),
        e.reason(),
        e.hint(),
        e.policy(),
        e.sqlstate(),
        e.micros(),
        outcome,
        e.line());
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() ? value.textValue() : null;
  }

  private static Long number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isIntegralNumber() ? Long.valueOf(value.longValue()) : null;
  }

  private static List<String> texts(JsonNode array) {
    if (!array.isArray()) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.isTextual() ? item.textValue() : null));
    return texts;
  }

  private static Map<String, String> context(JsonNode object) {
    if (!object.isObject()) {
      return null;
    }
    Map<String, String> context = new LinkedHashMap<>();
    object.properties().forEach(field -> context.put(field.getKey(), field.getValue().asText()));
    return context;
  }
}
