package dev.pgtier.audit.review;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.Entry;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.FilterException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything that a filter means, as a file that is written while it is read. */
final class Export {
  private static final List<String> COLUMNS =
      List.of(
          "seq",
          "time",
          "event",
          "statement",
          "session",
          "principal",
          "tier",
          "upstream",
          "address",
          "application",
          "tool",
          "protocol",
          "effect",
          "verdict",
          "rule",
          "reason",
          "status",
          "tag",
          "rows",
          "bytes",
          "sqlstate",
          "micros",
          "shape",
          "relations",
          "functions",
          "sql");

  private Export() {}

  static void write(
      AuditSearch search, Asked asked, ObjectMapper json, HttpServletResponse response)
      throws IOException, FilterException {
    String format = asked.text("format");
    if (!format.equals("csv") && !format.equals("jsonl")) {
      throw new FilterException("format: \"%s\" is neither jsonl nor csv".formatted(format));
    }
    Filter filter = asked.filter();
    response.setContentType(
        (format.equals("csv") ? "text/csv" : "application/x-ndjson") + ";charset=utf-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"audit." + format + "\"");
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    if (format.equals("csv")) {
      line(out, COLUMNS);
      search.stream(filter, entry -> line(out, cells(entry)));
    } else {
      ObjectWriter writer = json.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      search.stream(
          filter,
          entry -> {
            writer.writeValue(out, entry);
            out.write('\n');
          });
    }
    out.flush();
  }

  private static List<String> cells(Entry entry) {
    Row row = Row.of(entry);
    List<Object> cells =
        new ArrayList<>(
            Arrays.asList(
                entry.seq(),
                entry.time(),
                entry.event(),
                entry.statement(),
                entry.session(),
                entry.principal(),
                entry.tier(),
                entry.upstream(),
                entry.address(),
                entry.application(),
                entry.tool(),
                entry.protocol(),
                entry.effect(),
                entry.verdict(),
                row.rule(),
                entry.reason(),
                row.status(),
                entry.outcome() == null ? null : entry.outcome().tag(),
                row.rows(),
                entry.outcome() == null ? null : entry.outcome().bytes(),
                row.sqlstate(),
                row.micros(),
                entry.shape(),
                joined(entry.relations()),
                joined(entry.functions()),
                entry.sql()));
    return cells.stream().map(cell -> cell == null ? "" : cell.toString()).toList();
  }

  private static String joined(List<String> names) {
    return names == null ? null : String.join(" ", names);
  }

  private static void line(Writer out, List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.write(quoted(cells.get(i)));
    }
    out.write("\r\n");
  }

  /** As RFC 4180 has it; what a spreadsheet would compute gets an apostrophe in front. */
  static String quoted(String cell) {
    boolean formula = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0;
    String text = formula ? "'" + cell : cell;
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
