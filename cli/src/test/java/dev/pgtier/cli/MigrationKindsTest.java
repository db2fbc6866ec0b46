package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.mcp.Validations;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.report.ReportText;
import dev.pgtier.migrations.report.ValidationReport;
import dev.pgtier.migrations.validate.Watcher;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Migrations of many kinds through a demo's proxy, the cases of kinds.txt: each is validated, and
 * each that passes is approved and applied.
 */
@ExtendWith(DeployDemo.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationKindsTest {
  private final DeployDemo demo;
  private final Configuration configuration;
  private final Path directory;
  private final Validations validations;

  MigrationKindsTest(DeployDemo demo) throws Exception {
    this.demo = demo;
    configuration = ((Configuration.Loaded.Good) Configuration.load(demo.config())).configuration();
    directory = configuration.migrations().orElseThrow().directory();
    validations =
        new Validations(
            configuration,
            demo.config(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), demo.port()));
  }

  @AfterAll
  void close() {
    validations.close();
  }

  @AfterEach
  void remove() throws Exception {
    for (String name : List.of("kind.sql", "wrong.sql")) {
      Files.deleteIfExists(directory.resolve(name));
    }
  }

  /** Whatever was tried: production is as it was. */
  private void productionIsUntouched() throws Exception {
    assertThat(
            demo.production(
                "SELECT concat_ws(', ', (SELECT string_agg(concat_ws(' ', id, user_id, status, total), ', ' ORDER BY id) FROM orders),"
                    + " (SELECT count(*) FROM order_items), (SELECT count(*) FROM pg_class WHERE relnamespace = 2200))"))
        .isEqualTo("1 1 paid, 2 2 failed, 3 3 paid 120, 4, 6");
  }

  /**
   * A case: what is tried, and what the report has to say of it.
   *
   * @param undo what makes production what it was, after it was applied; "" where it cannot be
   */
  record Kind(String name, String sql, List<String> expected, String undo) {
    boolean passes() {
      return expected.get(0).startsWith("PASSED");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Kind> kinds() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(MigrationKindsTest.class.getResourceAsStream("kinds.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Kind> kinds = new ArrayList<>();
      for (String part : text.split("(?m)^== ", -1)) {
        if (!part.contains("\n--\n")) {
          continue;
        }
        String[] sections = part.split("\n--\n", -1);
        int name = sections[0].indexOf('\n');
        Kind kind =
            new Kind(
                sections[0].substring(0, name),
                sections[0].substring(name + 1) + "\n",
                sections[1].strip().lines().toList(),
                sections.length > 2 ? sections[2].strip() : "");
        assertThat(kind.undo().isEmpty()).as(kind.name()).isNotEqualTo(kind.passes());
        kinds.add(kind);
      }
      assertThat(kinds).hasSizeGreaterThanOrEqualTo(20);
      return kinds;
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isValidatedAndAppliedOrRefusedWithItsReason(Kind kind) throws Exception {
    demo.write("kind.sql", kind.sql());
    ValidationReport report =
        validations.validate(MigrationFile.read(directory, "kind.sql"), "test", Watcher.NONE);
    String text = String.join("\n", ReportText.of(report));
    for (String line : kind.expected()) {
      assertThat(text).contains(line);
    }
    productionIsUntouched();
    if (kind.passes()) {
      demo.approve("kind.sql");
      try {
        assertThat(demo.pgtier("migration", "apply", "kind.sql")).isZero();
        assertThat(demo.status("kind.sql")).contains("applied at");
      } finally {
        demo.change(kind.undo());
      }
      productionIsUntouched();
    }
  }

  @Test
  void theCommandReportsAndTheLedgerKeepsIt() throws Exception {
    CommandProcess good =
        CommandProcess.run(
            "",
            "migration",
            "validate",
            "backfill_order_totals.sql",
            "--config",
            demo.config().toString());
    assertThat(good.exitCode()).as(good.errors()).isZero();
    assertThat(good.output().get(0)).isEqualTo("PASSED  backfill_order_totals.sql");
    assertThat(good.output())
        .contains(
            "  public.orders: 2 updated",
            "Second run: idempotent, it can be run again (it changed nothing)");

    String right = Files.readString(directory.resolve("backfill_order_totals.sql"));
    Files.writeString(
        directory.resolve("wrong.sql"),
        right.replace("SUM(price * qty) AS total", "SUM(price) AS total")
            + "-- check: SELECT id, total FROM orders WHERE total <> (SELECT SUM(price * qty) FROM order_items WHERE order_id = orders.id)\n");
    CommandProcess wrong =
        CommandProcess.run(
            "",
            "migration",
            "validate",
            "wrong.sql",
            "--json",
            "--config",
            demo.config().toString());
    assertThat(wrong.exitCode()).as(wrong.errors()).isEqualTo(3);
    JsonNode report = new ObjectMapper().readTree(String.join("\n", wrong.output()));
    assertThat(report.path("passed").asBoolean()).isFalse();
    assertThat(report.at("/problems/0").asText()).contains("the check fails: it returns rows: (1");

    Map<String, Boolean> kept = new TreeMap<>();
    for (LedgerEntry entry : new Ledger(configuration.migrations().orElseThrow().ledger()).read()) {
      if (entry.record() instanceof LedgerRecord.Validated validated) {
        kept.put(validated.file(), validated.passed());
      }
    }
    assertThat(page("")).contains("backfill_order_totals.sql").contains("wrong.sql");
    long record =
        new Ledger(configuration.migrations().orElseThrow().ledger())
            .read().stream()
                .filter(
                    entry ->
                        entry.record() instanceof LedgerRecord.Validated validated
                            && validated.file().equals("wrong.sql"))
                .mapToLong(LedgerEntry::seq)
                .max()
                .orElseThrow();
    assertThat(page(Long.toString(record))).contains("Why it failed", "the check fails");
    assertThat(kept)
        .containsEntry("backfill_order_totals.sql", true)
        .containsEntry("wrong.sql", false);
  }

  private String page(String name) throws Exception {
    String health = demo.process().line("/health").strip();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(health.replace("/health", "/migrations/" + name)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    return response.body();
  }

  @Test
  void anAgentsToolGetsTheSameReport() throws Exception {
    String call =
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call",
         "params":{"name":"validate_migration","arguments":{"path":"migrations/backfill_order_totals.sql"}}}
        """;
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(McpClient.url(demo.process(), "validate-write")))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(call))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    JsonNode result = new ObjectMapper().readTree(response.body()).path("result");
    assertThat(result.path("isError").asBoolean()).as(response.body()).isFalse();
    JsonNode report = result.path("structuredContent");
    assertThat(report.path("passed").asBoolean()).isTrue();
    assertThat(report.at("/rows/0/table").asText()).isEqualTo("public.orders");
    assertThat(report.at("/secondRun/outcome").asText()).isEqualTo("idempotent");
  }
}
