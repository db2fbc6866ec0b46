package dev.pgtier.cli.migration;

import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.CheckAnswer;
import dev.pgtier.migrations.ledger.LedgerRecord.Lint;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRange;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import java.util.ArrayList;
import java.util.List;

/** What an approver is shown: what was found, and the text that it was found of. */
final class ReportText {
  private ReportText() {}

  static List<String> lines(LedgerEntry entry) {
    Validated validated = (Validated) entry.record();
    List<String> lines = new ArrayList<>();
    lines.add("file        " + validated.file());
    lines.add("sha256      " + validated.sha256());
    lines.add(
        "validated   %s by %s, %s"
            .formatted(entry.time(), validated.by(), validated.passed() ? "passed" : "FAILED"));
    lines.add("record      " + entry.seq() + " " + entry.hash());
    if (!validated.author().isEmpty()) {
      lines.add("author      " + validated.author());
    }
    lines.add("clone       " + validated.base());
    lines.add(
        "schema      "
            + (validated.schemaBefore().equals(validated.schemaAfter())
                ? "unchanged"
                : "changes; " + validated.schemaBefore() + " before"));
    lines.add("statements");
    for (ValidatedStatement statement : validated.statements()) {
      lines.add(
          "  %3d  line %d  %s".formatted(statement.number(), statement.line(), statement.effect()));
    }
    for (TableRange range : validated.rows()) {
      lines.add("rows        %s %d..%d".formatted(range.table(), range.min(), range.max()));
    }
    for (CheckAnswer check : validated.checks()) {
      String answer = check.failure().isEmpty() ? "holds" : "FAILS: " + check.failure();
      lines.add("check       line %d %s: %s".formatted(check.line(), answer, check.sql()));
    }
    lines.add("rollback    " + rollback(validated.rollback()));
    for (Lint lint : validated.lint()) {
      lines.add("note        line %d %s: %s".formatted(lint.line(), lint.rule(), lint.message()));
    }
    return lines.stream().map(ReportText::harmless).toList();
  }

  private static String rollback(Undo undo) {
    if (undo.file().isEmpty()) {
      return "none";
    }
    return undo.file() + (undo.restores() ? " restores the data" : " does NOT restore the data");
  }

  /** The file's text with the numbers of its lines. */
  static List<String> text(MigrationFile file) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (String line : file.text().lines().toList()) {
      number++;
      lines.add("%5d  %s".formatted(number, harmless(line)));
    }
    return lines;
  }

  /** What would move the cursor, hide text or turn its direction shows as a mark. */
  static String harmless(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean hidden =
                  (type == Character.CONTROL && c != '\t')
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              shown.appendCodePoint(hidden ? 0xFFFD : c);
            });
    return shown.toString();
  }
}
