package dev.pgtier.migrations.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * Reports as pages for the admin port, from what the ledger keeps. They show, and have no button.
 */
public final class ReportPage {
  /** The page's style, for light and dark. */
  public static final String STYLE = Style.CSS;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final Comparator<String> BY_STRENGTH =
      Comparator.comparingInt(
          words ->
              Arrays.stream(LockMode.values())
                  .filter(mode -> mode.words().equals(words))
                  .mapToInt(Enum::ordinal)
                  .findFirst()
                  .orElse(-1));

  private ReportPage() {}

  /** All validations, the newest first, each with a link to its page. */
  public static String index(List<LedgerEntry> entries) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0; i--) {
      LedgerEntry entry = entries.get(i);
      if (entry.record() instanceof LedgerRecord.Validated validated) {
        rows.add(
            List.of(
                validated.passed() ? "passed" : "failed",
                Long.toString(entry.seq()),
                validated.passed() ? "passed" : "FAILED",
                validated.file(),
                TIME.format(entry.time()),
                validated.by()));
      }
    }
    Html body =
        new Html()
            .heading(1, "Migrations")
            .paragraph(
                "dim",
                rows.isEmpty()
                    ? "Nothing was validated yet."
                    : "What was validated. Approvals are signed by pgtier migration approve, never here.")
            .linkTable(Column.of("#record", "!result", "file", "time", "by"), rows);
    return Html.page("Migrations", body);
  }

  /** One validation. */
  public static String report(LedgerEntry entry, LedgerRecord.Validated validated) {
    JsonNode report = validated.report();
    Html body =
        new Html()
            .link(".", "All validations")
            .heading(1, validated.file())
            .paragraph(
                validated.passed() ? "passed" : "failed", validated.passed() ? "Passed" : "Failed")
            .paragraph("dim", "SHA-256 " + validated.sha256())
            .paragraph(
                "dim",
                "record %d, %s, by %s"
                    .formatted(entry.seq(), TIME.format(entry.time()), validated.by()))
            .paragraph(
                "dim",
                "on clone %s; the file took %s ms; %s"
                    .formatted(
                        validated.base().isEmpty() ? "(not run)" : validated.base(),
                        millis(report.path("scriptMillis")),
                        report.path("atomic").asBoolean()
                            ? "one transaction"
                            : "not one transaction"))
            .list("Why it failed", "problems", texts(report.path("problems")))
            .table(
                "To know before approving",
                Column.of("level", "#line", "=why", "=instead", "rule"),
                rows(report.path("findings"), "level", "level", "line", "why", "instead", "rule"))
            .table(
                "Statements",
                Column.of(
                    "##", "#line", ":statement", "!state", "#rows", "#ms", "locks", "rewrote"),
                statements(report.path("statements")))
            .table(
                "Strongest lock of each table",
                Column.of("table", "mode", "#held, ms"),
                locks(report.path("locks")))
            .table(
                "Rows",
                Column.of("table", "#inserted", "#updated", "#deleted"),
                rows(report.path("rows"), "", "table", "inserted", "updated", "deleted"))
            .list(
                "Schema",
                "schema",
                schema(report.path("schema")),
                line ->
                    switch (line.charAt(0)) {
                      case '+' -> "added";
                      case '-' -> "removed";
                      case '~' -> "changed";
                      default -> "";
                    })
            .table(
                "Checks",
                Column.of("#line", ":query", "holds", "=why not"),
                rows(report.path("checks"), "holds", "line", "sql", "holds", "failure"))
            .list("Rollback", "", rollback(report.path("rollback")))
            .list("Second run", "", second(report.path("secondRun")));
    return Html.page(validated.file(), body);
  }

  private static List<List<String>> statements(JsonNode statements) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode s : statements) {
      rows.add(
          List.of(
              s.path("state").asText(),
              s.path("number").asText(),
              s.path("line").asText(),
              s.path("sql").asText() + failure(s.path("failure")),
              s.path("state").asText(),
              s.path("rows").asText(),
              s.path("state").asText().equals("not-run") ? "" : millis(s.path("millis")),
              strongest(s.path("locks")),
              String.join("\n", texts(s.path("rewritten")))));
    }
    return rows;
  }

  private static String failure(JsonNode failure) {
    if (failure.isMissingNode()) {
      return "";
    }
    String hint = failure.path("hint").asText();
    return "\n%s (%s)%s"
        .formatted(
            failure.path("message").asText(),
            failure.path("sqlstate").asText(),
            hint.isEmpty() ? "" : "\n" + hint);
  }

  /** Of each table the lock that counts, a line each. */
  private static String strongest(JsonNode locks) {
    Map<String, String> modes = new TreeMap<>();
    for (JsonNode lock : locks) {
      modes.merge(
          lock.path("table").asText(),
          lock.path("mode").asText(),
          BinaryOperator.maxBy(BY_STRENGTH));
    }
    return modes.entrySet().stream()
        .map(lock -> lock.getValue() + " " + lock.getKey())
        .collect(Collectors.joining("\n"));
  }

  private static List<List<String>> locks(JsonNode locks) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode lock : locks) {
      rows.add(
          List.of(
              "",
              lock.path("table").asText(),
              lock.path("mode").asText() + (lock.path("sampled").asBoolean() ? ", sampled" : ""),
              millis(lock.path("heldMillis"))));
    }
    return rows;
  }

  private static String millis(JsonNode time) {
    return String.format(Locale.ROOT, "%,.1f", time.asDouble());
  }

  private static List<String> schema(JsonNode schema) {
    List<String> lines = new ArrayList<>();
    for (JsonNode c : schema.path("changes")) {
      String name = c.path("kind").asText() + " " + c.path("name").asText();
      String before = c.path("before").asText();
      String after = c.path("after").asText();
      switch (c.path("change").asText()) {
        case "added" -> lines.add("+ " + name + separated(after));
        case "removed" -> lines.add("- " + name + separated(before));
        default -> lines.add("~ " + name + "\n" + before + "\n→ " + after);
      }
    }
    if (lines.isEmpty() && !schema.path("before").asText().isEmpty()) {
      lines.add("unchanged");
    }
    return lines;
  }

  private static String separated(String definition) {
    return (definition.contains("\n") ? "\n" : " ") + definition;
  }

  private static List<String> rollback(JsonNode rollback) {
    String file = rollback.path("file").asText();
    if (file.isEmpty()) {
      return List.of();
    }
    List<String> problems = texts(rollback.path("problems"));
    return problems.isEmpty() ? List.of(file + " restores schema and rows") : problems;
  }

  private static List<String> second(JsonNode run) {
    String outcome = run.path("outcome").asText("");
    return outcome.isEmpty() || run.path("outcome").isNull()
        ? List.of()
        : List.of(outcome.toLowerCase(Locale.ROOT) + ": " + run.path("detail").asText());
  }

  /** A row of values for each object; the first is its style. */
  private static List<List<String>> rows(JsonNode items, String style, String... fields) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      List<String> row = new ArrayList<>(List.of(style.isEmpty() ? "" : item.path(style).asText()));
      for (String field : fields) {
        row.add(value(field, item.path(field)));
      }
      rows.add(row);
    }
    return rows;
  }

  /** A finding of the whole file has no line. */
  private static String value(String field, JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean() ? "yes" : "no";
    }
    boolean none = value.isNull() || (field.equals("line") && value.asInt() == 0);
    return none ? "" : value.asText();
  }

  private static List<String> texts(JsonNode items) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
