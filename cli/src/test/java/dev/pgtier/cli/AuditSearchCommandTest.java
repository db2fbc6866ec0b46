package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.AuditUnavailable;
import dev.pgtier.audit.Callback;
import dev.pgtier.audit.json.Utf8;
import dev.pgtier.audit.record.AuditRecord;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Judgement;
import dev.pgtier.audit.record.LoginFailed;
import dev.pgtier.audit.record.Origin;
import dev.pgtier.audit.record.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pgtier audit search}, {@code tail} and {@code export}, over logs of the real writer. */
class AuditSearchCommandTest {
  private static final String NASTY = "SELECT '\u001b[31mred\u0007\u009b2J', 1\n\tFROM orders";

  @TempDir private Path folder;
  private AuditLog log;
  private int statements;

  @BeforeEach
  void open() throws Exception {
    log = AuditLog.open(AuditOptions.builder(directory(), sql -> sql).build());
  }

  @AfterEach
  void close() {
    log.close();
  }

  private Path directory() {
    return folder.resolve("log");
  }

  private void append(AuditRecord record) {
    CompletableFuture<Long> safe = new CompletableFuture<>();
    log.append(
        record,
        new Callback() {
          @Override
          public void safe(long seq) {
            safe.complete(seq);
          }

          @Override
          public void failed(AuditUnavailable reason) {
            safe.completeExceptionally(reason);
          }
        });
    safe.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private String decide(String sql, String verdict) {
    String statement = "01J%023d".formatted(++statements);
    Origin origin =
        new Origin(
            "01JZZZZZZZZZZZZZZZZZZZZZZZ",
            "agent",
            "inspect",
            "production",
            new Client("127.0.0.1:51544", "psql"),
            "sha256:" + "0".repeat(64));
    append(
        new Decision(
            statement,
            origin,
            Map.of("tool", "recent_orders"),
            Decision.Protocol.SIMPLE,
            Utf8.of(sql),
            "9f86d081884c7d65",
            new Judgement(
                verdict.equals("deny") ? "write" : "read",
                List.of("public.orders"),
                List.of(),
                verdict,
                "statements.allow",
                verdict.equals("deny") ? "tier inspect does not allow write (UPDATE)" : null),
            null));
    return statement;
  }

  private void end(String statement) {
    append(new Outcome(statement, Outcome.Status.OK, "SELECT 3", 3, 812, null, null, 1234));
  }

  private CommandProcess audit(String command, String... more) throws Exception {
    String[] words = new String[more.length + 3];
    words[0] = "audit";
    words[1] = command;
    words[2] = directory().toString();
    System.arraycopy(more, 0, words, 3, more.length);
    return CommandProcess.run("", words);
  }

  @Test
  void searchShowsARowForEachStatementAndNothingThatATerminalWouldObey() throws Exception {
    end(decide(NASTY, "allow"));
    decide("UPDATE orders SET total = 0", "deny");
    append(new LoginFailed("nobody", new Client("10.0.0.9:7", null), "28P01", "wrong password"));
    CommandProcess found = audit("search");
    for (String[] w :
        new String[][] {
          {"search"},
          {"search", "--width", "100", "--color", "always"},
          {"search", "--json"},
          {"search", "--top", "shape"},
          {"tail"},
          {"export", "--format", "csv", "-o", "-"},
          {"export", "--format", "ocsf", "-o", "-"},
          {
            "export",
            "--format",
            "parquet",
            "-o",
            folder.resolve("x").toString(),
            "--verdict",
            "deny"
          },
          {"search", "--form", "x"},
          {"search", "--from", "x"},
          {"search", "--help"}
        }) {
      CommandProcess p = audit(w[0], java.util.Arrays.copyOfRange(w, 1, w.length));
      System.err.println(
          String.join(" ", w)
              + " -> "
              + p.exitCode()
              + "\n"
              + String.join("\n", p.output()).replace("\u001b", "<ESC>")
              + "\n"
              + p.errors());
    }
    assertThat(found.exitCode()).as(found.errors()).isZero();
  }
}
