package dev.pgtier.migrations.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reports as pages for the admin port, from what the ledger keeps. They show, and have no button.
 */
public final class ReportPage {
  /** The page's style, for light and dark. */
  public static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2024; --dim: #60646c; --line: #d9dbe0; --paper: #fff; --good: #1a7f4b; --bad: #c22a2a; --warn: #9a5b00 }
      @media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --dim: #a0a4ab; --line: #363a41; --paper: #15171a; --good: #52c98a; --bad: #ff7b72; --warn: #e5b04a } }
      body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
      main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
      h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
      p { margin: .25rem 0 } a { color: inherit } .dim { color: var(--dim); font-family: ui-monospace, monospace; overflow-wrap: anywhere }
      .passed { color: var(--good) } .failed, .problems li { color: var(--bad) } p.passed, p.failed { font-weight: 600; font-size: 1.1rem }
      .scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% } th { text-align: left; color: var(--dim); font-weight: 500 }
      th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere }
      tr.failed td, tr.fails td { color: var(--bad) } tr.warning td:first-child { color: var(--warn) } tr.not-run td { color: var(--dim) }
      ul { margin: 0; padding-left: 1.25rem } ul.schema { list-style: none; padding: 0; font-family: ui-monospace, monospace; white-space: pre-wrap }
      """;

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
                entry.time().toString(),
                validated.file(),
                validated.passed() ? "passed" : "FAILED",
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
            .linkTable(List.of("record", "time", "file", "result", "by"), rows);
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
            .paragraph("dim", "sha256 " + validated.sha256())
            .paragraph(
                "dim", "record %d, %s, by %s".formatted(entry.seq(), entry.time(), validated.by()))
            .paragraph(
                "dim",
                "on clone %s; the file took %s ms; %s"
                    .formatted(
                        validated.base().isEmpty() ? "(not run)" : validated.base(),
                        report.path("scriptMillis").asText(),
                        report.path("atomic").asBoolean()
                            ? "one transaction"
                            : "not one transaction"))
            .list("Why it failed", "problems", texts(report.path("problems")))
            .table(
                "To know before approving",
                List.of("level", "line", "why", "instead", "rule"),
                rows(report.path("findings"), "level", "level", "line", "why", "instead", "rule"))
            .table(
                "Statements",
                List.of("#", "line", "statement", "state", "rows", "ms", "locks", "rewrote"),
                statements(report.path("statements")))
            .table(
                "Strongest lock of each table",
                List.of("table", "mode", "held, ms", "sampled"),
                rows(report.path("locks"), "", "table", "mode", "heldMillis", "sampled"))
            .table(
                "Rows",
                List.of("table", "inserted", "updated", "deleted"),
                rows(report.path("rows"), "", "table", "inserted", "updated", "deleted"))
            .list("Schema", "schema", schema(report.at("/schema/changes")))
            .table(
                "Checks",
                List.of("line", "query", "holds", "why not"),
                rows(report.path("checks"), "", "line", "sql", "holds", "failure"))
            .list("Rollback", "", rollback(report.path("rollback")))
            .list("Second run", "", second(report.path("secondRun")));
    return Html.page(validated.file(), body);
  }

  private static List<List<String>> statements(JsonNode statements) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode s : statements) {
      List<String> locks = new ArrayList<>();
      s.path("locks")
          .forEach(l -> locks.add(l.path("mode").asText() + " " + l.path("table").asText()));
      JsonNode failure = s.path("failure");
      String state =
          failure.isMissingNode()
              ? s.path("state").asText()
              : "%s (%s)"
                  .formatted(failure.path("message").asText(), failure.path("sqlstate").asText());
      rows.add(
          List.of(
              s.path("state").asText(),
              s.path("number").asText(),
              s.path("line").asText(),
              s.path("sql").asText(),
              state,
              s.path("rows").asText(),
              s.path("millis").asText(),
              String.join("\n", locks),
              String.join("\n", texts(s.path("rewritten")))));
    }
    return rows;
  }

  private static List<String> schema(JsonNode changes) {
    List<String> lines = new ArrayList<>();
    for (JsonNode c : changes) {
      String name = c.path("kind").asText() + " " + c.path("name").asText();
      String before = c.path("before").asText();
      String after = c.path("after").asText();
      switch (c.path("change").asText()) {
        case "added" -> lines.add("+ " + name + " " + after);
        case "removed" -> lines.add("- " + name + " " + before);
        default -> lines.add("~ " + name + "\n    " + before + "\n  → " + after);
      }
    }
    return lines;
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
        row.add(item.path(field).isNull() ? "" : item.path(field).asText());
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> texts(JsonNode items) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
