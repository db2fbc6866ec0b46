package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's beginning and end: kept folders, kills, signals. */
class DemoLifecycleTest {
  /** Kept from test to test, as a user keeps it: only the first start makes the databases. */
  @TempDir static Path kept;

  @Test
  void failedOrderOfTheLastDayIsThereAgainAfterAWeek() throws Exception {
    String failed =
        "SELECT id FROM orders WHERE status = 'failed' AND created_at >= now() - interval '24 hours'";
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP);
        Connection builder = Demos.connect(demo, "user=builder")) {
      assertThat(Demos.rows(builder, failed)).containsExactly("2");
      builder
          .createStatement()
          .execute("UPDATE orders SET created_at = created_at - interval '7 days'");
      assertThat(Demos.rows(builder, failed)).isEmpty();
    }
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP);
        Connection builder = Demos.connect(demo, "user=builder")) {
      assertThat(Demos.rows(builder, failed)).containsExactly("2");
    }
  }

  @Test
  void changesOutliveAKilledDemoAndItsServerIsStopped() throws Exception {
    long orphan;
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP);
        Connection builder = Demos.connect(demo, "user=builder")) {
      builder.createStatement().execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer");
      demo.signal("KILL");
      demo.exitCode();
      orphan = Demos.serverPid(kept);
      assertThat(Demos.alive(orphan)).isTrue();
    }
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP)) {
      assertThat(Demos.alive(orphan)).isFalse();
      try (Connection builder = Demos.connect(demo, "user=builder")) {
        assertThat(Demos.rows(builder, "SELECT answer FROM kept")).containsExactly("42");
      }
      demo.signal("TERM");
      assertThat(demo.exitCode()).isZero();
      assertThat(demo.line("left running")).isNotEmpty();
    }
  }

  @Test
  void ctrlCEndsEverythingInOrder() throws Exception {
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP);
        Connection idle = Demos.connect(demo, "user=agent")) {
      long server = Demos.serverPid(kept);
      demo.signal("INT");
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(Demos.alive(server)).isFalse();
      assertThat(kept.resolve("postgres/postmaster.pid")).doesNotExist();
      assertThat(demo.errors()).doesNotContain("Exception").doesNotContain("\tat ");
      assertThatThrownBy(() -> idle.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void firstStartThatWasInterruptedBeginsAgain(@TempDir Path folder) throws Exception {
    try (CommandProcess demo = Demos.start(folder).awaitOutput("demo: making")) {
      demo.signal("INT");
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(demo.errors()).isEmpty();
      assertThat(folder.resolve("postgres/postmaster.pid")).doesNotExist();
    }
    try (CommandProcess demo = Demos.start(folder).awaitOutput(Demos.UP);
        Connection agent = Demos.connect(demo, "user=agent")) {
      assertThat(Demos.rows(agent, "SELECT count(*) FROM orders")).containsExactly("3");
    }
  }

  @Test
  void secondCtrlCDoesNotWaitForAStatement() throws Exception {
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP);
        Connection builder = Demos.connect(demo, "user=builder")) {
      CompletableFuture<SQLException> sleep =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  builder.createStatement().execute("SELECT pg_sleep(600)");
                  return null;
                } catch (SQLException e) {
                  return e;
                }
              });
      awaitSleeper(demo);
      long server = Demos.serverPid(kept);
      demo.signal("INT");
      demo.awaitOutput("demo: stopping");
      demo.signal("INT");
      assertThat(demo.exitCode()).isEqualTo(130);
      assertThat(sleep).succeedsWithin(Duration.ofSeconds(30)).isNotNull();
      ProcessHandle.of(server).ifPresent(process -> process.onExit().join());
    }
  }

  @Test
  void serverThatEndsByItselfEndsTheDemoWithAReason() throws Exception {
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP)) {
      new ProcessBuilder("kill", "-s", "INT", Long.toString(Demos.serverPid(kept)))
          .start()
          .waitFor();
      assertThat(demo.exitCode()).isEqualTo(1);
      assertThat(demo.errors()).contains("PostgreSQL ended by itself");
    }
  }

  @Test
  void upstreamPasswordsAreForTheOwnerOnlyAndNeverPrinted() throws Exception {
    try (CommandProcess demo = Demos.start(kept).awaitOutput(Demos.UP)) {
      demo.signal("TERM");
      demo.awaitOutput(null);
      String printed =
          demo.output() + demo.errors() + Files.readString(kept.resolve("postgres.log"));
      try (Stream<Path> files = Files.list(kept.resolve("secrets"))) {
        List<Path> secrets = files.toList();
        assertThat(secrets).hasSize(6);
        for (Path file : secrets) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
          assertThat(printed).doesNotContain(Files.readString(file));
        }
      }
    }
  }

  private static void awaitSleeper(CommandProcess demo) throws Exception {
    String sleepers =
        "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active'"
            + " AND pid <> pg_backend_pid()";
    try (Connection other = Demos.connect(demo, "user=builder")) {
      while (Demos.rows(other, sleepers).isEmpty()) {
        Thread.sleep(50);
      }
    }
  }
}
