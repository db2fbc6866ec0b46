package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deploy tier of a demo, as psql and drivers meet it. */
class DeployTierTest {
  private static final String APPROVER = "release-manager";

  @TempDir private static Path folder;
  private static CommandProcess demo;
  private static int port;
  private static Connection owner;

  private Path file;

  @BeforeAll
  static void start() throws Exception {
    port = Demos.freePort();
    List<String> arguments = new ArrayList<>(Demos.arguments(folder));
    arguments.set(arguments.indexOf("--port") + 1, Integer.toString(port));
    demo = CommandProcess.start(arguments.toArray(String[]::new));
    demo.awaitOutput(Demos.UP);
    String password = Files.readString(folder.resolve("secrets/deployer_owner")).strip();
    int server = Integer.parseInt(arguments.get(arguments.indexOf("--postgres-port") + 1));
    owner =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/shop_sandbox".formatted(server),
            "deployer_owner",
            password);
  }

  @AfterAll
  static void stop() throws SQLException {
    owner.close();
    demo.close();
  }

  @AfterEach
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  // what a test does

  private static Path migrations() throws IOException {
    String line =
        Files.readAllLines(folder.resolve("pgtier.yaml")).stream()
            .filter(text -> text.strip().startsWith("directory: '"))
            .findFirst()
            .orElseThrow();
    return Path.of(line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\'')));
  }

  private void write(String name, String text) throws IOException {
    file = migrations().resolve(name);
    Files.writeString(file, text);
  }

  private int pgtier(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", folder.resolve("pgtier.yaml").toString()));
    return Main.run(all.toArray(String[]::new));
  }

  private void approve(String name, String text) throws IOException {
    write(name, text);
    assertThat(pgtier("migration", "validate", name)).isZero();
    Path passphrase = Files.writeString(folder.resolve("passphrase"), APPROVER);
    String key = folder.resolve("secrets").resolve(APPROVER + ".key").toString();
    assertThat(
            pgtier(
                "migration",
                "approve",
                name,
                "--as",
                APPROVER,
                "--key",
                key,
                "--yes",
                "--passphrase",
                "${file:" + passphrase + "}"))
        .isZero();
  }

  /** What psql says of a text that it sends as deployer. */
  private String psql(String text) throws Exception {
    Path script = Files.writeString(folder.resolve("run.sql"), text);
    ProcessBuilder builder =
        new ProcessBuilder(
            "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            "deployer",
            "-d",
            "shop_sandbox",
            "-f",
            script.toString());
    builder.environment().put("PGPASSWORD", "deployer");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private static String production(String sql) throws SQLException {
    try (Statement statement = owner.createStatement();
        var result = statement.executeQuery(sql)) {
      return result.next() ? String.valueOf(result.getString(1)) : "no row";
    }
  }

  private static void change(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private String status(String name) throws Exception {
    try (CommandProcess status =
        CommandProcess.run(
            "",
            "migration",
            "status",
            name,
            "--config",
            folder.resolve("pgtier.yaml").toString())) {
      return status.line(name);
    }
  }

  // tests

  @Test
  void onlyCommentsAndWhiteSpaceMayDifferAndItRunsOnce() throws Exception {
    approve(
        "note.sql",
        "BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nUPDATE orders SET note = 'a' WHERE id = 1;\nCOMMIT;\n");
    String otherwise =
        "-- as approved\nBEGIN; ALTER   TABLE orders\n ADD COLUMN note text; /* now */ UPDATE orders SET note = 'a' WHERE id = 1; COMMIT;";
    assertThat(psql(otherwise)).isEmpty();
    assertThat(production("SELECT note FROM orders WHERE id = 1")).isEqualTo("a");
    assertThat(psql(otherwise)).contains("pgtier: refused: it begins no file that is approved");
    assertThat(status("note.sql")).contains("applied at");
    // The others' clone is of the schema before.
    change("ALTER TABLE orders DROP COLUMN note");
  }

  @Test
  void aConstantThatDiffersIsRefusedAndNothingStays() throws Exception {
    String text = "BEGIN;\nUPDATE orders SET user_id = 7 WHERE id = 1;\nCOMMIT;\n";
    approve("constant.sql", text);
    assertThat(psql(text.replace("7", "8")))
        .contains("pgtier: refused: it is not the next statement of the file")
        .contains("expected: statement 2 of constant.sql, line 2: UPDATE orders SET user_id = 7");
    assertThat(production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("1");
    assertThat(status("constant.sql")).contains("approved by 1 of 1");
    assertThat(psql(text)).isEmpty();
    assertThat(production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("7");
    change("UPDATE orders SET user_id = 1 WHERE id = 1");
  }

  @Test
  void statementsLeftOutAddedOrInAnotherOrderAreRefused() throws Exception {
    String one = "UPDATE orders SET user_id = 71 WHERE id = 2;\n";
    String two = "UPDATE orders SET user_id = 72 WHERE id = 2;\n";
    for (String sent :
        List.of(
            "BEGIN;\n" + two + one + "COMMIT;\n",
            "BEGIN;\n" + two + "COMMIT;\n",
            "BEGIN;\n" + one + "COMMIT;\n",
            "BEGIN;\n" + one + one + two + "COMMIT;\n",
            "BEGIN;\n" + one + two + "DELETE FROM orders;\nCOMMIT;\n")) {
      approve("order.sql", "BEGIN;\n" + one + two + "COMMIT;\n");
      assertThat(psql(sent)).as(sent).contains("it is not the next statement of the file");
      assertThat(production("SELECT user_id FROM orders WHERE id = 2")).isEqualTo("2");
    }
  }

  @Test
  void otherCopyDataIsRefused() throws Exception {
    String text = "COPY order_items (order_id, price, qty) FROM STDIN;\n3\t5\t1\n\\.\n";
    approve("items.sql", text);
    String before = production("SELECT count(*) FROM order_items");
    assertThat(psql(text.replace("5\t1", "6\t1")))
        .contains("pgtier: refused: the COPY data is not that of the file");
    assertThat(production("SELECT count(*) FROM order_items")).isEqualTo(before);
    approve("items.sql", text);
    assertThat(psql(text)).isEmpty();
    assertThat(production("SELECT price FROM order_items WHERE order_id = 3")).isEqualTo("5");
    change("DELETE FROM order_items WHERE order_id = 3");
  }

  @Test
  void aCheckThatFailsOnProductionKeepsTheFileFromBeingCommitted() throws Exception {
    String text =
        "-- check: SELECT count(*) < 4 FROM orders\nUPDATE orders SET user_id = 9 WHERE id = 3;\n";
    approve("check.sql", text);
    change("INSERT INTO orders (id, user_id, status) VALUES (1000, 1, 'paid')");
    assertThat(psql(text)).contains("pgtier: refused: the check in line 1 does not hold");
    assertThat(production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("3");
    change("DELETE FROM orders WHERE id = 1000");
  }

  @Test
  void aSchemaThatHasChangedSinceIsRefused() throws Exception {
    String text = "UPDATE orders SET user_id = 10 WHERE id = 3;\n";
    approve("schema.sql", text);
    change("CREATE TABLE later (id int)");
    assertThat(psql(text)).contains("production's schema is not the one that schema.sql was");
    change("DROP TABLE later");
    assertThat(psql(text)).isEmpty();
    assertThat(production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("10");
    change("UPDATE orders SET user_id = 3 WHERE id = 3");
  }

  @Test
  void aDriverWithPreparedStatementsRunsAnApprovedFileToo() throws Exception {
    approve(
        "driver.sql",
        "UPDATE orders SET user_id = 11 WHERE id = 3;\nUPDATE orders SET user_id = 12 WHERE id = 3;\n");
    String url = "jdbc:postgresql://127.0.0.1:%d/shop_sandbox".formatted(port);
    try (Connection connection = DriverManager.getConnection(url, "deployer", "deployer")) {
      for (String sql :
          List.of(
              "UPDATE orders SET user_id = 11 WHERE id = 3",
              "UPDATE orders SET user_id = 12 WHERE id = 3")) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          assertThat(statement.executeUpdate()).isEqualTo(1);
        }
      }
    }
    assertThat(production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("12");
    assertThat(status("driver.sql")).contains("applied at");
    change("UPDATE orders SET user_id = 3 WHERE id = 3");
  }

  @Test
  void whatClientsAddMayReadCataloguesAndNothingElse() throws Exception {
    file = migrations().resolve("none.sql");
    assertThat(psql("SELECT relname FROM pg_class WHERE relname = 'orders';")).contains("orders");
    assertThat(psql("SELECT * FROM orders;")).contains("rule: deploy.not-approved");
    assertThat(psql("CREATE TABLE mine (id int);")).contains("rule: deploy.not-approved");
    assertThat(psql("SELECT 1; SELECT 2;")).doesNotContain("ERROR");
  }

  @Test
  void aLedgerThatWasEditedLetsNothingThrough() throws Exception {
    String text = "UPDATE orders SET user_id = 13 WHERE id = 3;\n";
    approve("ledger.sql", text);
    Path ledger = folder.resolve("ledger/ledger.jsonl");
    String whole = Files.readString(ledger);
    Files.writeString(ledger, whole.replaceFirst("\"required\"|\"ledger.sql\"", "\"other.sql\""));
    assertThat(psql(text)).contains("tampered").doesNotContain("UPDATE 1");
    Files.writeString(ledger, whole);
    assertThat(production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("3");
    assertThat(psql(text)).isEmpty();
    change("UPDATE orders SET user_id = 3 WHERE id = 3");
  }
}
