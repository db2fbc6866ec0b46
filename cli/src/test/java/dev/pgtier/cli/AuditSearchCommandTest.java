package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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

  /** What a command printed; in this process, since a Java that starts is most of its time. */
  private record Printed(int exitCode, List<String> output, String errors) {
    String line(String part) {
      return output.stream().filter(line -> line.contains(part)).findFirst().orElseThrow().strip();
    }
  }

  private Printed audit(String command, String... more) {
    List<String> words = new ArrayList<>(List.of("audit", command, directory().toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  private static Printed run(String... words) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int exitCode = Main.run(words);
      return new Printed(
          exitCode,
          printed.toString(StandardCharsets.UTF_8).lines().toList(),
          said.toString(StandardCharsets.UTF_8).strip());
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void searchShowsALineForEachAndNothingThatATerminalWouldObey() throws Exception {
    end(decide(NASTY, "allow"));
    decide("UPDATE orders SET total = 0", "deny");
    append(new LoginFailed("nobody", new Client("10.0.0.9:7", null), "28P01", "wrong password"));

    Printed found = audit("search");
    assertThat(found.exitCode()).as(found.errors()).isZero();
    assertThat(found.output())
        .hasSize(5)
        .allMatch(line -> line.matches("[^\\p{Cntrl}\u0080-\u009f]*"));
    assertThat(found.line("SELECT"))
        .contains("agent/recent_orders  allow ", " 3 rows 1.2 ms ")
        .endsWith("SELECT '\u241b[31mred\u2407\ufffd2J', 1 FROM orders");
    assertThat(found.line("UPDATE")).contains("  deny ", "  statements.allow  ");
    assertThat(found.line("nobody")).contains("login-failed", "28P01").endsWith("wrong password");

    Printed narrow = audit("search", "--verdict", "deny", "--width", "80", "--color=always");
    assertThat(narrow.output()).hasSize(2);
    assertThat(narrow.output().get(1)).contains("\u001b[31mdeny", "\u001b[0m").endsWith("…");
    assertThat(narrow.output().get(1).replaceAll("\u001b\\[\\d+m", ""))
        .hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void searchAnswersInJsonAndCounts() throws Exception {
    end(decide(NASTY, "allow"));
    decide("UPDATE orders SET total = 0", "deny");
    Printed found = audit("search", "--json", "--event", "decision", "--limit", "1");
    assertThat(found.output()).hasSize(1);
    JsonNode denied = new ObjectMapper().readTree(found.output().get(0));
    assertThat(denied.path("sql").asText()).isEqualTo("UPDATE orders SET total = 0");
    assertThat(denied.path("outcome").isNull()).isTrue();
    Printed top = audit("search", "--top", "verdict", "--json");
    assertThat(top.output()).hasSize(2).allMatch(line -> line.contains("\"count\":1,"));
    Printed shapes = audit("search", "--top", "shape", "--principal", "!somebody");
    assertThat(shapes.line("9f86d081884c7d65"))
        .startsWith("2 ")
        .endsWith("UPDATE orders SET total = 0");
    Printed nothing = audit("search", "--tier", "deploy");
    assertThat(nothing.errors()).isEqualTo("nothing was found");
    assertThat(nothing.exitCode()).isZero();
  }

  @Test
  void mistakesAreOneSentence() throws Exception {
    Printed time = audit("search", "--from", "yesterday");
    assertThat(time.errors())
        .startsWith("pgtier: --from: \"yesterday\" is no time; write ")
        .hasLineCount(1);
    assertThat(time.exitCode()).isEqualTo(2);
    Printed field = audit("search", "--top", "colour");
    assertThat(field.errors())
        .contains("--top knows no \"colour\"; there are event,")
        .hasLineCount(1);
    Printed nowhere = run("audit", "search", folder.resolve("x").toString());
    assertThat(nowhere.errors()).isEqualTo("pgtier: " + folder.resolve("x") + " is no directory");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    Printed neither = run("audit", "search");
    assertThat(neither.errors()).contains("Name either the log's DIR or --config FILE");
    Printed format = audit("export", "--format", "xml", "-o", "-");
    assertThat(format.errors()).contains("there are json, csv, ocsf and parquet").hasLineCount(1);
  }

  @Test
  void exportWritesEachFormatForItsOwnerAlone() throws Exception {
    end(decide("=1+1", "allow"));
    decide("UPDATE orders SET total = 0", "deny");
    Path csv = folder.resolve("out.csv");
    assertThat(audit("export", "--format", "csv", "-o", csv.toString()).exitCode()).isZero();
    assertThat(Files.readString(csv)).contains(",'=1+1,").hasLineCount(4);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(csv)))
        .isEqualTo("rw-------");
    Printed again = audit("export", "--format", "csv", "-o", csv.toString());
    assertThat(again.errors())
        .isEqualTo("pgtier: " + csv + " is there already; --force replaces it");
    Path parquet = folder.resolve("out.parquet");
    assertThat(
            audit("export", "--format", "parquet", "-o", parquet.toString(), "--text", "update")
                .exitCode())
        .isZero();
    byte[] bytes = Files.readAllBytes(parquet);
    assertThat(new String(bytes, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    Printed ocsf = audit("export", "--format", "ocsf", "-o", "-", "--verdict", "deny");
    assertThat(ocsf.output()).singleElement().asString().contains("\"class_uid\":6005,");
  }

  @Test
  void tailGoesOnWithWhatComes() throws Exception {
    end(decide("SELECT 'old'", "allow"));
    String[] words = {"audit", "tail", "-f", directory().toString(), "--format", "json", "-n", "1"};
    try (CommandProcess tail = CommandProcess.start(words)) {
      tail.awaitOutput("{\"v\":1,\"seq\":2,");
      end(decide("SELECT 'new'", "allow"));
      tail.awaitOutput("{\"v\":1,\"seq\":4,");
      assertThat(tail.output().get(1)).contains("SELECT 'new'", "\"status\":\"ok\"");
      decide("SELECT 'runs'", "allow");
      tail.awaitOutput("{\"v\":1,\"seq\":6,");
      assertThat(tail.output().get(2)).contains("SELECT 'runs'", "\"outcome\":null");
    }
  }
}
