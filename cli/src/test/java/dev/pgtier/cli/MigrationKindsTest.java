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
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Migrations of many kinds through the demo's proxy; the cases are in kinds.txt. */
class MigrationKindsTest {
  @TempDir private static Path folder;
  private static CommandProcess demo;
  private static int port;
  private static Configuration configuration;
  private static Path directory;
  private static Validations validations;

  @BeforeAll
  static void start() throws Exception {
    port = Demos.freePort();
    List<String> arguments = new ArrayList<>(Demos.arguments(folder.resolve("demo")));
    arguments.set(arguments.indexOf("--port") + 1, Integer.toString(port));
    demo = CommandProcess.start(arguments.toArray(String[]::new)).awaitOutput(Demos.UP);
    configuration = ((Configuration.Loaded.Good) Configuration.load(config())).configuration();
    directory = configuration.migrations().orElseThrow().directory();
    validations =
        new Validations(
            configuration, config(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @AfterAll
  static void stop() throws Exception {
    if (validations != null) {
      validations.close();
    }
    if (demo != null) {
      demo.close();
    }
  }

  /** Whatever was tried: production is as it was. */
  @AfterEach
  void productionIsUntouched() throws Exception {
    try (Connection agent = Demos.connect(demo, "jdbc:postgresql:")) {
      assertThat(
              Demos.rows(
                  agent,
                  "SELECT count(*), count(total), sum(total), (SELECT count(*) FROM pg_class WHERE relnamespace = 2200) FROM orders"))
          .hasSize(1)
          .first()
          .asString()
          .startsWith("3 1 120 ");
    }
  }

  private static Path config() {
    return folder.resolve("demo").resolve("pgtier.yaml");
  }

  /** A case: what is tried, and what the report has to say of it. */
  record Kind(String name, String sql, List<String> expected) {
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
        int name = part.indexOf('\n');
        int expected = part.indexOf("\n--\n");
        kinds.add(
            new Kind(
                part.substring(0, name),
                part.substring(name + 1, expected + 1),
                part.substring(expected + 4).strip().lines().toList()));
      }
      assertThat(kinds).hasSizeGreaterThanOrEqualTo(20);
      return kinds;
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isValidatedOrRefusedWithItsReason(Kind kind) throws Exception {
    Files.writeString(directory.resolve("kind.sql"), kind.sql());
    ValidationReport report =
        validations.validate(MigrationFile.read(directory, "kind.sql"), "test", Watcher.NONE);
    String text = String.join("\n", ReportText.of(report));
    for (String line : kind.expected()) {
      assertThat(text).contains(line);
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
            config().toString());
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
            "", "migration", "validate", "wrong.sql", "--json", "--config", config().toString());
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

  private static String page(String name) throws Exception {
    String health = demo.line("/health").strip();
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
                HttpRequest.newBuilder(URI.create(McpClient.url(demo, "validate-write")))
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
