package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The deploy tier of a demo, as psql and drivers meet it. */
@ExtendWith(DeployDemo.Shared.class)
class DeployTierTest {
  private final DeployDemo demo;
  private Path file;

  DeployTierTest(DeployDemo demo) {
    this.demo = demo;
  }

  @AfterEach
  void remove() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  private void approve(String name, String text) throws IOException {
    file = demo.approve(name, text);
  }

  @Test
  void onlyCommentsAndWhiteSpaceMayDifferAndItRunsOnce() throws Exception {
    approve(
        "note.sql",
        "BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nUPDATE orders SET note = 'a' WHERE id = 1;\nCOMMIT;\n");
    String otherwise =
        "-- as approved\nBEGIN; ALTER   TABLE orders\n ADD COLUMN note text; /* now */ UPDATE orders SET note = 'a' WHERE id = 1; COMMIT;";
    assertThat(demo.psql(otherwise)).isEmpty();
    assertThat(demo.production("SELECT note FROM orders WHERE id = 1")).isEqualTo("a");
    assertThat(demo.psql(otherwise))
        .contains("pgtier: refused: it begins no file that is approved");
    assertThat(demo.status("note.sql")).contains("applied at");
    // The others' clone is of the schema before.
    demo.change("ALTER TABLE orders DROP COLUMN note");
  }

  @Test
  void aConstantThatDiffersIsRefusedAndNothingStays() throws Exception {
    String text = "BEGIN;\nUPDATE orders SET user_id = 7 WHERE id = 1;\nCOMMIT;\n";
    approve("constant.sql", text);
    assertThat(demo.psql(text.replace("7", "8")))
        .contains("pgtier: refused: it is not the next statement of the file")
        .contains("expected: statement 2 of constant.sql, line 2: UPDATE orders SET user_id = 7");
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("1");
    assertThat(demo.status("constant.sql")).contains("approved by 1 of 1");
    assertThat(demo.psql(text)).isEmpty();
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("7");
    demo.change("UPDATE orders SET user_id = 1 WHERE id = 1");
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
      assertThat(demo.psql(sent)).as(sent).contains("it is not the next statement of the file");
      assertThat(demo.production("SELECT user_id FROM orders WHERE id = 2")).isEqualTo("2");
    }
  }

  @Test
  void otherCopyDataIsRefused() throws Exception {
    String text = "COPY order_items (order_id, price, qty) FROM STDIN;\n3\t5\t1\n\\.\n";
    approve("items.sql", text);
    String before = demo.production("SELECT count(*) FROM order_items");
    assertThat(demo.psql(text.replace("5\t1", "6\t1")))
        .contains("pgtier: refused: the COPY data is not that of the file");
    assertThat(demo.production("SELECT count(*) FROM order_items")).isEqualTo(before);
    approve("items.sql", text);
    assertThat(demo.psql(text)).isEmpty();
    assertThat(demo.production("SELECT price FROM order_items WHERE order_id = 3")).isEqualTo("5");
    demo.change("DELETE FROM order_items WHERE order_id = 3");
  }

  @Test
  void aCheckThatFailsOnProductionKeepsTheFileFromBeingCommitted() throws Exception {
    String text =
        "-- check: SELECT count(*) < 4 FROM orders\nUPDATE orders SET user_id = 9 WHERE id = 3;\n";
    approve("check.sql", text);
    demo.change("INSERT INTO orders (id, user_id, status) VALUES (1000, 1, 'paid')");
    assertThat(demo.psql(text)).contains("pgtier: refused: the check in line 1 does not hold");
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("3");
    demo.change("DELETE FROM orders WHERE id = 1000");
  }

  @Test
  void aSchemaThatHasChangedSinceIsRefused() throws Exception {
    String text = "UPDATE orders SET user_id = 10 WHERE id = 3;\n";
    approve("schema.sql", text);
    demo.change("CREATE TABLE later (id int)");
    assertThat(demo.psql(text)).contains("production's schema is not the one that schema.sql was");
    demo.change("DROP TABLE later");
    assertThat(demo.psql(text)).isEmpty();
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("10");
    demo.change("UPDATE orders SET user_id = 3 WHERE id = 3");
  }

  @Test
  void aDriverWithPreparedStatementsRunsAnApprovedFileToo() throws Exception {
    approve(
        "driver.sql",
        "UPDATE orders SET user_id = 11 WHERE id = 3;\nUPDATE orders SET user_id = 12 WHERE id = 3;\n");
    String url = "jdbc:postgresql://127.0.0.1:%d/shop_sandbox".formatted(demo.port());
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
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("12");
    assertThat(demo.status("driver.sql")).contains("applied at");
    demo.change("UPDATE orders SET user_id = 3 WHERE id = 3");
  }

  @Test
  void whatClientsAddMayReadCataloguesAndNothingElse() throws Exception {
    assertThat(demo.psql("SELECT relname FROM pg_class WHERE relname = 'orders';"))
        .contains("orders");
    assertThat(demo.psql("SELECT * FROM orders;")).contains("rule: deploy.not-approved");
    assertThat(demo.psql("CREATE TABLE mine (id int);")).contains("rule: deploy.not-approved");
    assertThat(demo.psql("SELECT 1; SELECT 2;")).doesNotContain("ERROR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT query_to_xml('SELECT * FROM orders', true, true, '')",
        "SELECT pg_catalog.table_to_xml('orders', true, true, '')",
        "EXPLAIN ANALYZE SELECT schema_to_xml('public', true, true, '')",
        "SELECT * FROM ts_stat('SELECT to_tsvector(status) FROM orders')",
        "SELECT leak()",
        "SELECT public.leak()",
        "SELECT (1).leak",
        "SELECT pg_stat_reset()",
        "SELECT lo_get(1)",
      })
  void whatReadsByAFunctionIsNoReadOfCatalogues(String sql) throws Exception {
    demo.change(
        "CREATE FUNCTION leak(int DEFAULT 1) RETURNS SETOF text STABLE LANGUAGE sql"
            + " AS 'SELECT status FROM orders'");
    try {
      assertThat(demo.psql(sql + ";")).contains("rule: deploy.not-approved").doesNotContain("paid");
    } finally {
      demo.change("DROP FUNCTION leak(int)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\d+ orders",
        "\\dt+",
        "\\df+",
        "\\dF+",
        "\\dn+",
        "\\du+",
        "SELECT current_user, now()::date, version(), int4('1'), current_setting('search_path');",
        "SELECT pg_try_advisory_lock(7), pg_advisory_unlock(7);",
        "SELECT (aclexplode(relacl)).grantee FROM pg_class;",
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace;",
      })
  void cataloguesMayBeReadBesideAFile(String sql) throws Exception {
    assertThat(demo.psql(sql)).doesNotContain("ERROR");
  }

  @Test
  void aLedgerThatWasEditedLetsNothingThrough() throws Exception {
    String text = "UPDATE orders SET user_id = 13 WHERE id = 3;\n";
    approve("ledger.sql", text);
    Path ledger = demo.folder().resolve("ledger/ledger.jsonl");
    String whole = Files.readString(ledger);
    Files.writeString(ledger, whole.replaceFirst("\"required\"|\"ledger.sql\"", "\"other.sql\""));
    assertThat(demo.psql(text)).contains("tampered").doesNotContain("UPDATE 1");
    Files.writeString(ledger, whole);
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 3")).isEqualTo("3");
    assertThat(demo.psql(text)).isEmpty();
    demo.change("UPDATE orders SET user_id = 3 WHERE id = 3");
  }
}
