package dev.pgtier.cli.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The agent tries a migration on a clone; a person approves it; it runs on production. */
final class MigrationChapter {
  private static final String FILE = "backfill_order_totals.sql";
  private static final String APPROVER = "release-manager";
  private static final String SUM = "SUM(price * qty) AS total";
  private static final String TOTAL = "SELECT total FROM orders WHERE id = 1";
  private static final String DELETE = "DELETE FROM order_items";

  private final Stage stage;
  private final Sql production;
  private final Sql clone;
  private final Sql deployer;

  MigrationChapter(Stage stage) {
    this.stage = stage;
    this.production = stage.as("agent", "shop_sandbox");
    this.clone = stage.as("builder", "shop_validate");
    this.deployer = stage.as("deployer", "shop_sandbox");
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step(
            "On the clone the agent may write (MCP, validate-write)",
            "execute_sql {\"sql\": \"" + DELETE + "\"}",
            "4 rows changed",
            this::deleteOnTheClone));
    steps.add(
        sql("Production has not heard of it", production, "SELECT count(*) FROM order_items", "4"));
    steps.add(
        command("The clone is made anew", List.of("clone", "--reset", "--end-sessions"), "exit 0"));
    steps.add(sql("And is as production", clone, "SELECT count(*) FROM order_items", "4"));
    steps.add(
        new Step(
            "The agent writes a migration that forgets the quantities, and has it validated",
            "pgtier migration validate " + FILE,
            "exit 3",
            () -> {
              write(text().replace(SUM, "SUM(price) AS total"));
              return "exit " + pgtier("migration", "validate", FILE).exitCode();
            }));
    steps.add(
        new Step(
            "It mends the file and has it validated again",
            "pgtier migration validate " + FILE,
            "exit 0",
            () -> {
              write(text().replace("SUM(price) AS total", SUM));
              return "exit " + pgtier("migration", "validate", FILE).exitCode();
            }));
    steps.add(
        file(
            "It is not approved, so it does not run on production",
            "refused: it begins no file that is approved…"));
    steps.add(sql("Production is untouched", production, TOTAL, "null"));
    steps.add(
        new Step(
            "A person reads the report and approves it",
            "pgtier migration approve " + FILE + " --as " + APPROVER,
            FILE + ": approved by 1 of 1 …",
            this::approve));
    steps.add(
        sql(
            "With that the deploy tier runs this file, and nothing else",
            deployer,
            DELETE,
            "refused 42501 deploy.not-approved"));
    steps.add(file("The approved file runs", "done"));
    steps.add(sql("Production has its totals", production, TOTAL, "100"));
    steps.add(file("It runs once", "refused: …"));
    steps.add(
        command("The ledger knows", List.of("migration", "status", FILE), FILE + ": applied at …"));
    return steps;
  }

  private String deleteOnTheClone() throws IOException, InterruptedException {
    JsonNode answer =
        stage.tools("validate-write").call("execute_sql", "{\"sql\":\"" + DELETE + "\"}");
    JsonNode rows = answer.findPath("row_count");
    rows = rows.isMissingNode() ? answer.findPath("rowCount") : rows;
    return rows.isMissingNode() ? answer.toString() : rows.asText() + " rows changed";
  }

  private Step sql(String who, Sql as, String sql, String expected) {
    return new Step(who, as.principal() + ": " + sql, expected, () -> as.run(sql));
  }

  private Step command(String who, List<String> words, String expected) {
    return new Step(
        who,
        "pgtier " + String.join(" ", words),
        expected,
        () -> {
          Programs.Ended ended = pgtier(words.toArray(String[]::new));
          return expected.startsWith("exit ") ? "exit " + ended.exitCode() : ended.line(FILE);
        });
  }

  /** The file through the deploy tier, by psql where there is one. */
  private Step file(String who, String expected) {
    boolean psql = Programs.psql().isPresent();
    return new Step(
        who,
        psql ? "psql -U deployer -f migrations/" + FILE : "pgtier migration apply " + FILE,
        psql || expected.equals("done") ? expected : FILE + " cannot be applied…",
        () -> psql ? byPsql() : byApply());
  }

  private String byPsql() throws IOException, InterruptedException {
    Programs.Ended ended = Programs.psql(deployer, "-f", migration().toString());
    String error = ended.line("ERROR:");
    int words = error.indexOf("pgtier: ");
    return ended.exitCode() == 0
        ? "done"
        : words < 0 ? ended.text() : error.substring(words + "pgtier: ".length());
  }

  private String byApply() throws IOException, InterruptedException {
    Programs.Ended ended = pgtier("migration", "apply", FILE);
    String line = ended.line("pgtier: ");
    return ended.exitCode() == 0
        ? "done"
        : line.isEmpty() ? ended.text() : line.substring("pgtier: ".length());
  }

  private String approve() throws IOException, InterruptedException {
    Programs.Ended ended =
        Programs.pgtier(
            Map.of("PASSPHRASE", APPROVER),
            "migration",
            "approve",
            FILE,
            "--as",
            APPROVER,
            "--key",
            stage.folder().resolve("secrets").resolve(APPROVER + ".key").toString(),
            "--passphrase",
            "${env:PASSPHRASE}",
            "--yes",
            "--config",
            stage.configuration().toString());
    String line = ended.line("approved by");
    int name = line.indexOf(FILE);
    return name < 0 ? ended.text() : line.substring(name);
  }

  private Programs.Ended pgtier(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", stage.configuration().toString()));
    return Programs.pgtier(Map.of(), all.toArray(String[]::new));
  }

  private Path migration() {
    return stage.folder().resolve("migrations").resolve(FILE);
  }

  private String text() throws IOException {
    return Files.readString(migration());
  }

  private void write(String text) throws IOException {
    Files.writeString(migration(), text);
  }
}
