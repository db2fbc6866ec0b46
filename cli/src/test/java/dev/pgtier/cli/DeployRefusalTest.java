package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.state.Approvals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Approvals that do not count, and runs that the gate breaks off, as psql and apply meet them. */
@ExtendWith(DeployDemo.Shared.class)
class DeployRefusalTest {
  private static final String NAME = "refused.sql";
  private static final AtomicInteger CASES = new AtomicInteger();
  private static final String NOT_APPROVED = "it begins no file that is approved";

  /** What is applied once is not approved again, so each test has another file. */
  private final String sql =
      "UPDATE orders SET user_id = 51 WHERE id = 1;\n-- case " + CASES.incrementAndGet() + "\n";

  private final DeployDemo demo;
  private Path file;

  DeployRefusalTest(DeployDemo demo) {
    this.demo = demo;
  }

  @AfterEach
  void remove() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  /** Puts a signature into the ledger, as whoever can write there could. */
  private void sign(SigningKey key, Instant signed, Instant expires) throws Exception {
    Ledger ledger = new Ledger(demo.folder().resolve("ledger"));
    LedgerEntry validation =
        ledger.read().stream()
            .filter(
                it -> it.record() instanceof Validated validated && validated.file().equals(NAME))
            .reduce((one, other) -> other)
            .orElseThrow();
    ledger.append(Approvals.approve(validation, DeployDemo.APPROVER, key, signed, expires));
  }

  private SigningKey key() throws IOException {
    return SigningKey.read(demo.key(), DeployDemo.APPROVER.toCharArray());
  }

  private void isRefused(String text) throws Exception {
    assertThat(demo.psql(text)).contains(NOT_APPROVED);
    assertThat(demo.pgtier("migration", "apply", NAME)).isEqualTo(1);
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("1");
  }

  @Test
  void anApprovalByAnUnknownKeyIsNone() throws Exception {
    file = demo.validate(NAME, sql);
    Instant now = Instant.now();
    sign(SigningKey.generate(), now, now.plus(Duration.ofDays(1)));
    isRefused(sql);
    // It was the key alone.
    sign(key(), now, now.plus(Duration.ofDays(1)));
    assertThat(demo.psql(sql)).isEmpty();
    demo.change("UPDATE orders SET user_id = 1 WHERE id = 1");
  }

  @Test
  void anApprovalThatHasExpiredIsNone() throws Exception {
    file = demo.validate(NAME, sql);
    Instant now = Instant.now();
    sign(key(), now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
    isRefused(sql);
    assertThat(demo.status(NAME)).isEqualTo("its approval has expired");
  }

  @Test
  void theAuthorsOwnApprovalIsNone() throws Exception {
    String text = "-- author: " + DeployDemo.APPROVER + "\n" + sql;
    file = demo.validate(NAME, text);
    Instant now = Instant.now();
    sign(key(), now, now.plus(Duration.ofDays(1)));
    isRefused(text);
  }

  @Test
  void oneApprovalOfTwoIsTooFew() throws Exception {
    file = demo.approve(NAME, sql);
    int port = Demos.freePort();
    Path config =
        OtherProxy.config(
            demo,
            port,
            text ->
                text.replace(
                    "  approvers: [",
                    "  approvals: { required: 2 }\n  approvers: [ { name: other, public-key: \""
                        + Keys.base64(SigningKey.generate().publicKey())
                        + "\" },"));
    try (CommandProcess proxy = OtherProxy.serve(config)) {
      assertThat(demo.psql(port, sql)).contains(NOT_APPROVED);
      assertThat(demo.pgtier(config, "migration", "apply", NAME)).isEqualTo(1);
      assertThat(proxy.output()).isNotEmpty();
    }
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("1");
    assertThat(demo.psql(sql)).isEmpty();
    demo.change("UPDATE orders SET user_id = 1 WHERE id = 1");
  }

  @Test
  void onACloneThatIsStaleNothingIsValidatedSoNothingRuns() throws Exception {
    file = demo.write(NAME, sql);
    demo.awaitAge(Duration.ofSeconds(2));
    Path config =
        OtherProxy.config(
            demo,
            demo.port(),
            text -> text.replace("target: clone-target }", "target: clone-target, ttl: 1s }"));
    assertThat(demo.pgtier(config, "migration", "validate", NAME)).isEqualTo(1);
    isRefused(sql);
  }

  @Test
  void whatWasValidatedOnAStaleCloneIsNotBegun() throws Exception {
    demo.awaitAge(Duration.ofSeconds(2));
    int port = Demos.freePort();
    Path config =
        OtherProxy.config(
            demo,
            port,
            text -> text.replace("target: clone-target }", "target: clone-target, ttl: 1s }"));
    try (CommandProcess proxy = OtherProxy.serve(config)) {
      assertThat(proxy.output()).isNotEmpty();
      for (String text : List.of(sql, "BEGIN;\n" + sql + "COMMIT;\n")) {
        file = demo.approve(NAME, text);
        assertThat(demo.psql(port, text))
            .contains("pgtier: refused: refused.sql was validated on a clone that was stale: ")
            .contains("rule: deploy.stale")
            .contains("Run pgtier clone, then pgtier migration validate refused.sql");
        assertThat(demo.pgtier(config, "migration", "apply", NAME)).isEqualTo(3);
        assertThat(demo.production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("1");
        assertThat(demo.status(NAME)).startsWith("approved by 1 of 1");
      }
      // Others may begin transactions all the same.
      assertThat(demo.psql(port, "BEGIN; SELECT 1; COMMIT;")).doesNotContain("ERROR");
    }
  }

  @Test
  void aFileThatWasChangedOnDiskIsNotApproved() throws Exception {
    file = demo.approve(NAME, sql);
    Files.writeString(file, sql.replace("51", "52"));
    isRefused(sql.replace("51", "52"));
    isRefused(sql);
  }

  @Test
  void moreRowsThanWereValidatedAreNotCommitted() throws Exception {
    String text = "-- rows: orders 0..3\nUPDATE orders SET user_id = user_id;\n";
    file = demo.approve(NAME, text);
    demo.change("DELETE FROM orders WHERE id = 1001");
    demo.change("INSERT INTO orders (id, user_id, status) VALUES (1001, 7, 'paid')");
    assertThat(demo.psql(text))
        .contains("4 rows of public.orders would change; validated were 0 to 3");
    assertThat(demo.status(NAME)).startsWith("failed at statement 1: 4 rows of public.orders");
    file = demo.approve(NAME, text);
    assertThat(demo.pgtier("migration", "apply", NAME)).isEqualTo(3);
    assertThat(demo.status(NAME)).startsWith("failed at statement 1: 4 rows of public.orders");
    demo.change("DELETE FROM orders WHERE id = 1001");
  }

  @Test
  void rowsOfAllTransactionsOfAFileCountTogether() throws Exception {
    String text =
        """
        -- rows: orders 2..3
        BEGIN;
        UPDATE orders SET user_id = user_id WHERE id = 1;
        COMMIT;
        BEGIN;
        UPDATE orders SET user_id = user_id WHERE id > 1;
        COMMIT;
        """;
    file = demo.approve(NAME, text);
    demo.change("DELETE FROM orders WHERE id = 1001");
    demo.change("INSERT INTO orders (id, user_id, status) VALUES (1001, 7, 'paid')");
    assertThat(demo.psql(text))
        .contains("4 rows of public.orders would change; validated were 2 to 3");
    demo.change("DELETE FROM orders WHERE id = 1001");
    assertThat(demo.status(NAME)).contains("failed at statement 6").contains("first 3 statements");
    assertThat(demo.pgtier("migration", "apply", NAME)).isZero();
    assertThat(demo.status(NAME)).startsWith("applied at");
  }

  @Test
  void aCheckThatFailsKeepsApplyFromCommitting() throws Exception {
    String text = "-- check: SELECT count(*) < 4 FROM orders\nBEGIN;\n" + sql + "COMMIT;\n";
    file = demo.approve(NAME, text);
    demo.change("DELETE FROM orders WHERE id = 1001");
    demo.change("INSERT INTO orders (id, user_id, status) VALUES (1001, 7, 'paid')");
    assertThat(demo.pgtier("migration", "apply", NAME)).isEqualTo(3);
    demo.change("DELETE FROM orders WHERE id = 1001");
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("1");
    assertThat(demo.status(NAME)).contains("the check in line 1 does not hold");
  }

  @Test
  void aLockThatIsNotToBeHadLeavesNothingAndApplyBeginsAgain() throws Exception {
    file = demo.approve(NAME, sql);
    int port = Demos.freePort();
    Path config = OtherProxy.config(demo, port, "impatient", OtherProxy.lockTimeout("300ms"));
    try (CommandProcess proxy = OtherProxy.serve(config);
        Connection holder = demo.own();
        Statement statement = holder.createStatement()) {
      assertThat(proxy.output()).isNotEmpty();
      holder.setAutoCommit(false);
      statement.execute("SELECT FROM orders WHERE id = 1 FOR UPDATE");
      assertThat(demo.psql(port, sql)).contains("canceling statement due to lock timeout");
      assertThat(demo.status(NAME)).contains("failed at statement 1: canceling statement due to");
      CompletableFuture<Integer> apply =
          CompletableFuture.supplyAsync(() -> demo.pgtier(config, "migration", "apply", NAME));
      // Its first attempt is over.
      demo.awaitFailures(NAME, 2);
      holder.rollback();
      assertThat(apply.get(60, TimeUnit.SECONDS)).isZero();
    }
    assertThat(demo.production("SELECT user_id FROM orders WHERE id = 1")).isEqualTo("51");
    demo.change("UPDATE orders SET user_id = 1 WHERE id = 1");
  }
}
