package dev.pgtier.migrations.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final String EVIL = "<script>alert('1')</script>\" onload=\"x";

  @Test
  void aReportShowsWhatAReaderLooksFor() throws Exception {
    LedgerRecord.Validated record =
        new LedgerRecord.Validated(
            "a.sql",
            "00",
            "anna",
            "01J",
            "v",
            false,
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            Undo.NONE,
            List.of(),
            "anna",
            new ObjectMapper()
                .readTree(
                    """
                    {"scriptMillis":1234.5678,"atomic":true,
                     "statements":[{"number":1,"line":3,"sql":"UPDATE t SET a = 1","state":"failed","millis":10.994,
                       "failure":{"message":"no","sqlstate":"42501","hint":"ask"},
                       "locks":[{"table":"public.t","mode":"ROW EXCLUSIVE"},{"table":"public.t","mode":"ACCESS SHARE"}]},
                      {"number":2,"line":4,"sql":"SELECT 1","state":"not-run","millis":0.0}],
                     "locks":[{"table":"public.t","mode":"SHARE","heldMillis":2.25,"sampled":true}],
                     "findings":[{"level":"note","line":0,"why":"w","instead":"i","rule":"r"}],
                     "schema":{"before":"aa","changes":[
                       {"change":"added","kind":"view","name":"v","before":"","after":"AS\\n SELECT 1"}]},
                     "checks":[{"line":1,"sql":"SELECT 1","holds":false,"failure":"it returns rows"}]}
                    """));
    String page =
        ReportPage.report(
            new LedgerEntry(7, Instant.parse("2026-01-02T03:04:05.678901Z"), "h", record), record);
    assertThat(page)
        .contains("record 7, 2026-01-02 03:04:05 UTC, by anna")
        .contains("the file took 1,234.6 ms; one transaction")
        .contains(
            "<tr class=\"failed\"><td class=\"number\">1</td><td class=\"number\">3</td>"
                + "<td class=\"code\">UPDATE t SET a = 1\nno (42501)\nask</td><td class=\"state\">failed</td>"
                + "<td class=\"number\"></td><td class=\"number\">11.0</td><td class=\"word\">ROW EXCLUSIVE public.t</td>")
        .contains(
            "<td class=\"state\">not-run</td><td class=\"number\"></td><td class=\"number\"></td>")
        .contains("<td class=\"word\">SHARE, sampled</td><td class=\"number\">2.3</td>")
        .contains("<td class=\"word\">note</td><td class=\"number\"></td>")
        .contains("<li class=\"added\">+ view v\nAS\n SELECT 1</li>")
        .contains("<td class=\"word\">no</td><td class=\"text\">it returns rows</td>");
  }

  @Test
  void whateverAFileOrADatabaseSaysIsText() throws Exception {
    String quoted = new ObjectMapper().writeValueAsString(EVIL);
    LedgerRecord.Validated record =
        new LedgerRecord.Validated(
            EVIL,
            "00",
            EVIL,
            EVIL,
            EVIL,
            false,
            List.of(),
            List.of(),
            List.of(),
            "",
            "",
            Undo.NONE,
            List.of(),
            EVIL,
            new ObjectMapper()
                .readTree(
                    """
                    {"problems":[%1$s],"statements":[{"state":%1$s,"sql":%1$s,"failure":{"message":%1$s,"sqlstate":%1$s},
                      "locks":[{"table":%1$s,"mode":%1$s}],"rewritten":[%1$s]}],
                     "locks":[{"table":%1$s,"mode":%1$s}],"rows":[{"table":%1$s}],"findings":[{"level":%1$s,"why":%1$s}],
                     "schema":{"changes":[{"change":"changed","kind":%1$s,"name":%1$s,"before":%1$s,"after":%1$s}]},
                     "checks":[{"sql":%1$s,"failure":%1$s}],"rollback":{"file":%1$s,"problems":[%1$s]},
                     "secondRun":{"outcome":%1$s,"detail":%1$s}}
                    """
                        .formatted(quoted)));
    LedgerEntry entry = new LedgerEntry(7, Instant.EPOCH, "h", record);
    for (String page :
        List.of(ReportPage.report(entry, record), ReportPage.index(List.of(entry)))) {
      assertThat(page)
          .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x")
          .doesNotContain("<script")
          .doesNotContain("\" onload");
    }
    assertThat(ReportPage.index(List.of(entry))).contains("<a href=\"7\">7</a>");
  }
}
