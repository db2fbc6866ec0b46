package dev.pgtier.audit.review;

import dev.pgtier.audit.export.Csv;
import dev.pgtier.audit.export.Format;
import dev.pgtier.audit.export.JsonLines;
import dev.pgtier.audit.export.Ocsf;
import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.FilterException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Everything that a filter means, as a file that is written while it is read. */
final class Export {
  private Export() {}

  static void write(AuditSearch search, Asked asked, String version, HttpServletResponse response)
      throws IOException, FilterException {
    String name = asked.text("format");
    Format format =
        switch (name) {
          case "jsonl" -> new JsonLines();
          case "ocsf" -> new Ocsf(version);
          case "csv" -> new Csv();
          default -> throw new FilterException("there is no format \"%s\"".formatted(name));
        };
    Filter filter = asked.filter();
    boolean csv = name.equals("csv");
    response.setContentType((csv ? "text/csv" : "application/x-ndjson") + ";charset=utf-8");
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"audit%s\""
            .formatted(csv ? ".csv" : name.equals("ocsf") ? ".ocsf.jsonl" : ".jsonl"));
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    line(out, format.header());
    search.stream(filter, entry -> line(out, format.line(entry)));
    out.flush();
  }

  private static void line(Writer out, Optional<String> line) throws IOException {
    if (line.isPresent()) {
      out.write(line.get());
      out.write('\n');
    }
  }
}
