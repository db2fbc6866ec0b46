package dev.pgtier.proxy.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestLog;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.wire.Query;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients and operators see while the log cannot be written, and afterwards. */
class DiskTest {
  private static final String REFUSED = "ErrorResponse ERROR 58030";

  @Test
  void statementsAreRefusedAndTheSameSessionGoesOnWhenThereIsRoom(@TempDir Path disk)
      throws Exception {
    assumeThat(mount(disk)).as("may mount a tmpfs").isTrue();
    try (TestProxy proxy = TestProxy.startWithLog(disk.resolve("log"));
        TestClient client =
            TestClient.login(
                proxy.port(), "builder", "builder", Map.of("database", TestServer.DATABASE))) {
      assertThat(client.send(new Query("CREATE TEMP TABLE kept AS SELECT 1 AS id")).trace())
          .containsExactly("CommandComplete SELECT 1", "ReadyForQuery I");
      assertThat(metric(proxy, "pgtier_audit_writable")).isEqualTo(1);

      Path filler = disk.resolve("filler");
      fill(filler);
      until(client, trace -> trace.contains(REFUSED));
      exhaust(client);
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(new Query("INSERT INTO kept VALUES (2)")).trace())
            .containsExactly(REFUSED, "ReadyForQuery I");
      }
      assertThat(metric(proxy, "pgtier_audit_writable")).isZero();
      assertThat(metric(proxy, "pgtier_audit_refused_total")).isGreaterThanOrEqualTo(5);
      try (TestClient late = TestClient.connect(proxy.port())) {
        assertThat(late.logIn("agent", "agent", Map.of("database", TestServer.DATABASE), 0))
            .contains("ErrorResponse FATAL 58030");
      }

      Files.delete(filler);
      until(client, trace -> !trace.contains(REFUSED));
      assertThat(client.send(new Query("SELECT * FROM kept")).trace())
          .containsExactly(
              "RowDescription", "DataRow", "CommandComplete SELECT 1", "ReadyForQuery I");
      assertThat(metric(proxy, "pgtier_audit_writable")).isEqualTo(1);
      assertThat(metric(proxy, "pgtier_audit_refused_total")).isGreaterThanOrEqualTo(6);
      assertThat(metric(proxy, "pgtier_audit_dropped_total")).isZero();
      assertThat(TestLog.records(proxy.logDirectory()))
          .filteredOn(r -> r.path("event").asText().equals("gap"))
          .isNotEmpty()
          .allSatisfy(gap -> assertThat(gap.path("reason").asText()).isEqualTo("disk-full"));
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  @Test
  void aDirectoryThatIsTakenAwayStopsStatementsUntilItIsBack(@TempDir Path disk) throws Exception {
    Path directory = disk.resolve("log");
    try (TestProxy proxy = TestProxy.startWithLog(directory);
        TestClient client =
            TestClient.login(
                proxy.port(), "builder", "builder", Map.of("database", TestServer.DATABASE))) {
      assertThat(client.send(new Query("CREATE TEMP TABLE kept AS SELECT 1 AS id")).trace())
          .containsExactly("CommandComplete SELECT 1", "ReadyForQuery I");

      Path away = Files.move(directory, disk.resolve("away"));
      until(client, trace -> trace.contains(REFUSED));
      assertThat(client.send(new Query("INSERT INTO kept VALUES (2)")).trace())
          .containsExactly(REFUSED, "ReadyForQuery I");
      assertThat(metric(proxy, "pgtier_audit_writable")).isZero();
      assertThat(directory).doesNotExist();

      Files.move(away, directory);
      until(client, trace -> !trace.contains(REFUSED));
      assertThat(client.send(new Query("SELECT * FROM kept")).trace())
          .containsExactly(
              "RowDescription", "DataRow", "CommandComplete SELECT 1", "ReadyForQuery I");
      assertThat(metric(proxy, "pgtier_audit_writable")).isEqualTo(1);
      assertThat(metric(proxy, "pgtier_audit_dropped_total")).isZero();
      assertThat(TestLog.records(directory))
          .filteredOn(r -> r.path("event").asText().equals("gap"))
          .isNotEmpty();
    }
  }

  private static double metric(TestProxy proxy, String name) {
    List<String> lines =
        proxy.registry().scrape().lines().filter(line -> line.startsWith(name + " ")).toList();
    assertThat(lines).as(name).hasSize(1);
    return Double.parseDouble(lines.get(0).substring(name.length() + 1));
  }

  /** Asks, with a text that takes a page of the disk, until the answer is as wanted. */
  private static void until(TestClient client, Predicate<List<String>> wanted) {
    long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Query query = new Query("SELECT 1 -- " + "x".repeat(4_000));
    while (!wanted.test(client.send(query).trace())) {
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  /** Takes what is left of the log's last page, until not even the record of a gap fits there. */
  private static void exhaust(TestClient client) {
    long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    long answered = System.nanoTime();
    while (System.nanoTime() - answered < Duration.ofSeconds(1).toNanos()) {
      assertThat(System.nanoTime()).isLessThan(patience);
      if (!client.send(new Query("SELECT 2")).trace().contains(REFUSED)) {
        answered = System.nanoTime();
      }
    }
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[4096];
    IOException full = null;
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int i = 0; i < 1_000; i++) {
        out.write(block);
      }
    } catch (IOException e) {
      full = e;
    }
    assertThat(full).hasMessageContaining("No space left");
  }

  private static boolean mount(Path disk) throws Exception {
    return System.getProperty("user.name").equals("root")
        && run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
