package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The migration that ships, with batches of one order, so that the shop's two that miss their total
 * need two.
 */
@ExtendWith(DeployDemo.Shared.class)
class BackfillTest {
  private static final String FILE = "backfill_in_ones.sql";
  private static final String TOTALS =
      "SELECT string_agg(coalesce(total::text, '-'), ' ' ORDER BY id) FROM orders";

  private final DeployDemo demo;

  BackfillTest(DeployDemo demo) {
    this.demo = demo;
  }

  private String inOnes() throws Exception {
    String shipped = Files.readString(demo.migrations().resolve("backfill_order_totals.sql"));
    assertThat(shipped).contains("LIMIT 5000");
    return shipped.replace("LIMIT 5000", "LIMIT 1");
  }

  @AfterEach
  void remove() throws Exception {
    for (String name : new String[] {FILE, rollback()}) {
      Files.deleteIfExists(demo.migrations().resolve(name));
    }
  }

  private static String rollback() {
    return FILE.replace(".sql", ".rollback.sql");
  }

  @Test
  void tooFewBatchesFailTheValidation() throws Exception {
    String whole = inOnes();
    demo.write(FILE, whole.substring(0, whole.indexOf("-- Batch 2")));
    assertThat(demo.pgtier("migration", "validate", FILE)).isEqualTo(3);
    demo.write(FILE, whole.substring(0, whole.indexOf("-- Batch 3")));
    assertThat(demo.pgtier("migration", "validate", FILE)).isZero();
  }

  @Test
  void aBatchThatFailsLeavesThoseBeforeItAndTheFileIsGoneOnWith() throws Exception {
    Path undo = demo.migrations().resolve("backfill_order_totals.rollback.sql");
    demo.write(rollback(), Files.readString(undo));
    String text = inOnes();
    demo.approve(FILE, text);
    String before = demo.production(TOTALS);
    try (Connection other = demo.own();
        Statement holding = other.createStatement()) {
      other.setAutoCommit(false);
      holding.execute("SELECT 1 FROM orders WHERE id = 2 FOR UPDATE");
      assertThat(demo.psql(text)).contains("canceling statement due to lock timeout");
      assertThat(demo.production(TOTALS)).isEqualTo("100 - 120");
      assertThat(demo.status(FILE)).contains("failed at statement 12").contains("first 9");
      other.rollback();
    }
    assertThat(demo.pgtier("migration", "apply", FILE)).isZero();
    assertThat(demo.production(TOTALS)).isEqualTo("100 25 120");
    assertThat(demo.production("SELECT string_agg(b::text, ' ') FROM orders_total_backfill b"))
        .isEqualTo("(1,100) (2,25)");
    // Somebody's own total stays.
    demo.change("UPDATE orders SET total = 99 WHERE id = 2");
    assertThat(demo.pgtier("migration", "rollback", FILE)).isZero();
    assertThat(demo.production(TOTALS)).isEqualTo("- 99 120");
    demo.change("UPDATE orders SET total = NULL WHERE id = 2");
    assertThat(demo.production(TOTALS)).isEqualTo(before);
  }
}
