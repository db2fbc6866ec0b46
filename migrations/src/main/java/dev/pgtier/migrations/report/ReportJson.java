package dev.pgtier.migrations.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.migrations.report.ValidationReport.LockUse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A report as JSON, for the ledger and for programs; times are in milliseconds. */
public final class ReportJson {
  private static final double NANOS = 1_000_000.0;

  private ReportJson() {}

  public static ObjectNode of(ValidationReport report) {
    ObjectNode json = object();
    json.put("file", report.file()).put("sha256", report.sha256()).put("passed", report.passed());
    json.set("problems", texts(report.problems()));
    json.put("clone", report.cloneId());
    report.cloned().ifPresent(time -> json.put("cloned", time.toString()));
    json.put("database", report.database());
    json.put("began", report.began().toString());
    json.put("millis", millis(report.took()));
    json.put("scriptMillis", millis(report.scriptTime()));
    json.put("atomic", report.atomic());
    json.set("statements", array(report.statements(), ReportJson::statement));
    json.set("locks", array(report.locks(), ReportJson::lock));
    json.set(
        "rows",
        array(
            report.rows(),
            t ->
                object()
                    .put("table", t.table())
                    .put("inserted", t.inserted())
                    .put("updated", t.updated())
                    .put("deleted", t.deleted())));
    ObjectNode schema = object().put("before", report.before()).put("after", report.after());
    schema.set(
        "changes",
        array(
            report.changes(),
            c ->
                object()
                    .put("change", lower(c.sort()))
                    .put("kind", c.kind())
                    .put("name", c.name())
                    .put("before", c.before())
                    .put("after", c.after())));
    json.set("schema", schema);
    json.set(
        "checks",
        array(
            report.checks(),
            c -> {
              ObjectNode check = object().put("line", c.line()).put("sql", c.sql());
              return check
                  .put("holds", c.failure().isEmpty())
                  .put("failure", c.failure().orElse(null));
            }));
    json.set(
        "findings",
        array(
            report.findings(),
            f ->
                object()
                    .put("level", lower(f.level()))
                    .put("rule", f.rule())
                    .put("line", f.line())
                    .put("why", f.why())
                    .put("instead", f.instead())));
    ObjectNode rollback = object().put("file", report.rollback().file());
    rollback.put("sha256", report.rollback().sha256());
    rollback.set("problems", texts(report.rollback().problems()));
    json.set("rollback", rollback);
    json.set(
        "secondRun",
        object()
            .put("outcome", report.rerun().outcome().map(ReportJson::lower).orElse(null))
            .put("detail", report.rerun().detail()));
    return json;
  }

  private static JsonNode statement(StatementReport s) {
    ObjectNode json = object().put("number", s.number()).put("line", s.line());
    json.put("command", s.command()).put("effect", s.effect()).put("sql", s.sql());
    json.put("state", lower(s.state()));
    s.rows().ifPresent(rows -> json.put("rows", rows));
    json.put("millis", millis(s.took()));
    json.set("locks", array(s.locks(), ReportJson::lock));
    json.set("rewritten", texts(s.rewritten()));
    s.failure()
        .ifPresent(
            f ->
                json.set(
                    "failure",
                    object()
                        .put("line", f.line())
                        .put("sqlstate", f.sqlState())
                        .put("message", f.message())
                        .put("hint", f.hint())));
    return json;
  }

  private static JsonNode lock(LockUse lock) {
    return object()
        .put("table", lock.table())
        .put("mode", lock.mode().words())
        .put("heldMillis", millis(lock.held()))
        .put("sampled", lock.sampled());
  }

  private static <T> ArrayNode array(List<T> items, Function<T, JsonNode> json) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static double millis(Duration time) {
    return Math.round(time.toNanos() / NANOS * 1000) / 1000.0;
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
