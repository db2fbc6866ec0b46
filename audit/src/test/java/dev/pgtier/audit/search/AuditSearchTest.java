package dev.pgtier.audit.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.LoginFailed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSearchTest {
  @TempDir private Path directory;

  @Test
  void aDecisionIsFoundWithItsOutcome() throws Exception {
    try (AuditLog log = AuditLog.open(Logs.options(directory).build());
        AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      Logs.append(log, Logs.decision("S1", "SELECT 'one'"));
      Entry open =
          search.entries(Filter.ofQuery("event=decision"), Window.newest(10)).entries().get(0);
      assertThat(open.sql()).isEqualTo("SELECT 'one'");
      assertThat(open.outcome()).isNull();
      Logs.append(log, Logs.outcome("S1"));
      Logs.append(log, new LoginFailed("nobody", new Client("[::1]:5", null), "28P01", "wrong"));
      Page page = search.entries(Filter.ALL, Window.newest(10));
      assertThat(page.entries())
          .extracting(Entry::event)
          .containsExactly("login-failed", "decision", "log-opened");
      Entry entry = page.entries().get(1);
      assertThat(entry.outcome().rows()).isEqualTo(3);
      assertThat(entry.tool()).isEqualTo("recent_orders");
      assertThat(entry.parameters()).containsExactly("text:1", null);
      for (Field field : Field.values()) {
        assertThat(search.top(Filter.ALL, field, 5)).as(field.key()).isNotEmpty();
      }
      Filter narrow =
          Filter.ofQuery(
              "from=1h&to=2940-01-01&text=ONE&min-duration=1ms&max-rows=3&relation=public.*"
                  + "&client=127.0.0.1");
      assertThat(search.totals(narrow).entries()).isEqualTo(1);
    }
  }
}
