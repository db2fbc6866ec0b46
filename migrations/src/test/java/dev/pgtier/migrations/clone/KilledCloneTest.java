package dev.pgtier.migrations.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 at each step: what was there is still there, and nobody gets in where no mask is. */
class KilledCloneTest {
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

  private static void kill(CloneFixture shop, String step)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
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
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).startsWith(CloneProcess.STOPPED + step);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    // The server notices at its next read that the client is gone.
    String sessions =
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'cloner' AND datname IN ('postgres', '"
            + String.join("', '", shop.databases())
            + "')";
    while (!TestPostgres.values("postgres", sessions).equals(List.of("0"))) {
      Thread.sleep(20);
    }
  }
}
