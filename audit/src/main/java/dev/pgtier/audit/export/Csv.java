package dev.pgtier.audit.export;

import dev.pgtier.audit.search.Ending;
import dev.pgtier.audit.search.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Comma-separated values after RFC 4180. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it; control characters other than line breaks and tabs are left out, and so is
 * what turns the way of reading.
 */
public final class Csv implements Format {
  private static final List<String> COLUMNS =
      List.of(
          "seq",
          "time",
          "event",
          "principal",
          "tier",
          "upstream",
          "address",
          "application",
          "tool",
          "session",
          "statement",
          "verdict",
          "rule",
          "reason",
          "effect",
          "shape",
          "sql",
          "relations",
          "functions",
          "status",
          "tag",
          "rows",
          "bytes",
          "sqlstate",
          "micros",
          "hint");

  @Override
  public Optional<String> header() {
    return Optional.of(String.join(",", COLUMNS));
  }

  @Override
  public Optional<String> line(Entry entry) {
    Ending end = entry.outcome();
    return Optional.of(
        Arrays.asList(
                entry.seq(),
                Times.iso(entry.time()),
                entry.event(),
                entry.principal(),
                entry.tier(),
                entry.upstream(),
                entry.address(),
                entry.application(),
                entry.tool(),
                entry.session(),
                entry.statement(),
                entry.verdict(),
                end != null && end.rule() != null ? end.rule() : entry.rule(),
                entry.reason(),
                entry.effect(),
                entry.shape(),
                entry.sql(),
                entry.relations() == null ? null : String.join(" ", entry.relations()),
                entry.functions() == null ? null : String.join(" ", entry.functions()),
                end == null ? null : end.status(),
                end == null ? null : end.tag(),
                end == null ? null : end.rows(),
                end == null ? null : end.bytes(),
                end == null ? entry.sqlstate() : end.sqlstate(),
                end == null ? entry.micros() : end.micros(),
                entry.hint())
            .stream()
            .map(Csv::field)
            .collect(Collectors.joining(",")));
  }

  private static String field(Object value) {
    if (!(value instanceof String text)) {
      return Objects.toString(value, "");
    }
    StringBuilder out = new StringBuilder(text.length() + 2);
    if (isFormula(text)) {
      out.append('\'');
    }
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean kept =
          c == '\n' || c == '\r' || c == '\t' || !(Character.isISOControl(c) || Json.isBidi(c));
      if (c == '"') {
        out.append('"');
      }
      if (kept) {
        out.append(c);
      }
    }
    // Semicolons and tabs part cells too, where a spreadsheet is left to guess.
    boolean quoted = out.chars().anyMatch(c -> ",;\t\"\n\r".indexOf(c) >= 0);
    return quoted ? out.insert(0, '"').append('"').toString() : out.toString();
  }

  /** Spreadsheets pass over white space and what cannot be seen before a formula. */
  private static boolean isFormula(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean passed =
          Character.isIdentifierIgnorable(c)
              || Character.isWhitespace(c)
              || Character.isSpaceChar(c);
      if (!passed) {
        return "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(c) >= 0;
      }
    }
    return false;
  }
}
