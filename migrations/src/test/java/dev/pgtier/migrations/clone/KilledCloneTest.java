package dev.pgtier.migrations.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.masking.Mask;
import dev.pgtier.migrations.masking.MaskRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 at each step: what was there is still there, and nobody gets in where no mask is. */
class KilledCloneTest {
  private static final long PATIENCE_SECONDS = 60;

  @ParameterizedTest
  @CsvSource({
    "copying,            first",
    "giving everything,  first",
    "masking,            first",
    "rewriting,          first",
    "recording,          first",
    "putting the new,    first",
    "making,             second",
    "recording the reset, second"
  })
  void theOldCloneStaysUntilTheNewOneIsWhole(String step, String expected) throws Exception {
    String name = "kill_" + step.substring(0, 4) + step.length();
    CloneFixture shop =
        CloneFixture.of(
            name, "CREATE TABLE t (n int, a text)", "INSERT INTO t VALUES (1, 'zqfirst')");
    shop.cloneAndReset(CloneFixture.hash("public.t.a"));
    TestPostgres.run(shop.production, "UPDATE t SET n = 2, a = 'zqsecond'");

    kill(shop, step);

    FreshDatabases databases = new FreshDatabases(shop.target(), InstantSource.system());
    try (FreshDatabase fresh = databases.create()) {
      assertThat(TestPostgres.values(fresh.name(), "SELECT n FROM t"))
          .containsExactly(expected.equals("first") ? "1" : "2");
      assertThat(TestPostgres.filesWith(fresh.name(), "zqfirst")).isEmpty();
      assertThat(TestPostgres.filesWith(fresh.name(), "zqsecond")).isEmpty();
    }
    TestPostgres.connect("writer", shop.work).close();
    assertThat(TestPostgres.filesWith(shop.work, "zqfirst")).isEmpty();
    assertThat(TestPostgres.filesWith(shop.work, "zqsecond")).isEmpty();
    for (String database : shop.databases()) {
      if (!database.equals(shop.work)) {
        assertThatThrownBy(() -> TestPostgres.connect("writer", database).close())
            .isInstanceOf(SQLException.class);
      }
    }

    shop.cloneAndReset(CloneFixture.hash("public.t.a"));
    assertThat(shop.databases()).containsExactly(shop.work, shop.work + "_base");
    assertThat(shop.values("SELECT n FROM t")).containsExactly("2");
  }

  @Test
  void aHalfMaskedDatabaseLetsNobodyInAndTheNextCloneDropsIt() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "kill_half",
            "CREATE TABLE t (n int, a text)",
            "INSERT INTO t VALUES (1, 'zqfirst')",
            "CREATE TABLE u (a text)",
            "INSERT INTO u VALUES ('zqother')",
            // The server goes on with a statement whose client is gone.
            "CREATE FUNCTION slow(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN IF current_query() LIKE 'UPDATE%' THEN PERFORM pg_sleep(300); END IF; RETURN 'x'; END $$");
    MaskRule[] rules = {
      CloneFixture.hash("public.t.a"), CloneFixture.rule("public.u.a", new Mask.Constant("x"))
    };
    shop.cloneAndReset(rules);
    TestPostgres.run(shop.production, "UPDATE t SET n = 2", "DROP ROLE IF EXISTS kill_stranger");
    TestPostgres.run("postgres", "CREATE ROLE kill_stranger LOGIN");

    Process process = start(shop, CloneProcess.SLOWLY);
    String half;
    try {
      String masking =
          "SELECT datname FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'UPDATE%slow(a)%' AND starts_with(datname, '"
              + shop.work
              + "')";
      await(masking, values -> values.size() == 1);
      half = TestPostgres.values("postgres", masking).get(0);
    } finally {
      process.destroyForcibly();
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(TestPostgres.values(half, "SELECT a FROM t").get(0)).matches("[0-9a-f]{32}");
    assertThat(TestPostgres.values(half, "SELECT a FROM u")).containsExactly("zqother");
    for (String role : List.of("writer", "deployer_owner", "kill_stranger")) {
      assertThatThrownBy(() -> TestPostgres.connect(role, half).close())
          .hasMessageContaining("permission denied for database");
    }
    // The old clone is served, to agents and for validations.
    TestPostgres.connect("writer", shop.work).close();
    assertThat(shop.values("SELECT n FROM t")).containsExactly("1");
    try (FreshDatabase fresh = new FreshDatabases(shop.target(), InstantSource.system()).create()) {
      assertThat(TestPostgres.values(fresh.name(), "SELECT n FROM t")).containsExactly("1");
    }

    // The lock of the killed run is its session's.
    awaitNoSessions(List.of(shop.work));
    shop.cloneAndReset(rules);
    assertThat(shop.steps).contains("dropping " + half + ", which an earlier run left");
    assertThat(shop.databases()).containsExactly(shop.work, shop.work + "_base");
    assertThat(shop.values("SELECT n FROM t")).containsExactly("2");
  }

  private static Process start(CloneFixture shop, String step) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CloneProcess.class.getName(),
                Integer.toString(TestPostgres.server().port()),
                shop.production,
                shop.work,
                step))
        .redirectErrorStream(true)
        .start();
  }

  private static void kill(CloneFixture shop, String step) throws Exception {
    Process process = start(shop, step);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line =
          CompletableFuture.supplyAsync(() -> line(lines)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(line).startsWith(CloneProcess.STOPPED + step);
    } finally {
      process.destroyForcibly();
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    awaitNoSessions(shop.databases());
  }

  private static String line(BufferedReader lines) {
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server notices at its next read that the client is gone. */
  private static void awaitNoSessions(List<String> databases) throws InterruptedException {
    await(
        "SELECT pid FROM pg_stat_activity WHERE usename = 'cloner' AND datname IN ('postgres', '"
            + String.join("', '", databases)
            + "')",
        List::isEmpty);
  }

  private static void await(String sql, Predicate<List<String>> enough)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    List<String> values = TestPostgres.values("postgres", sql);
    while (!enough.test(values)) {
      assertThat(System.nanoTime()).as("%s gives %s", sql, values).isLessThan(end);
      Thread.sleep(20);
      values = TestPostgres.values("postgres", sql);
    }
  }
}
