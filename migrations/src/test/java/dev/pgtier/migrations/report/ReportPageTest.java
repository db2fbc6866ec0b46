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
