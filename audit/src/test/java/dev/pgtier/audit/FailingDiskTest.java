package dev.pgtier.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgtier.audit.verify.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FailingDiskTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(AuditOptions.Durability.class)
  void aFullDiskRefusesStatementsKeepsOutcomesAndRecovers(AuditOptions.Durability durability)
      throws Exception {
    assumeThat(mount()).as("may mount a tmpfs").isTrue();
    try {
      Path log = directory.resolve("log");
      Path filler = directory.resolve("filler");
      Seen seen = new Seen();
      CompletableFuture<Long> outcome;
      long safeBefore;
      try (AuditLog audit =
          AuditLog.open(Logs.options(log).durability(durability).metrics(seen).build())) {
        safeBefore = Logs.append(audit, Logs.decision("01A", "select 1"));
        fill(filler);

        AuditUnavailable refused = fillUntilRefused(audit);
        assertThat(refused.reason()).isEqualTo(AuditUnavailable.Reason.DISK_FULL);
        assertThat(refused).hasMessage("the disk of the audit log is full");
        outcome = Logs.send(audit, Logs.outcome("01A"));
        assertThatThrownBy(() -> Logs.append(audit, Logs.decision("01B", "select 2")))
            .isInstanceOf(AuditUnavailable.class);
        assertThat(outcome).isNotDone();

        Files.delete(filler);

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isGreaterThan(safeBefore);
        Logs.append(audit, Logs.decision("01C", "select 3"));
      }
      assertThat(Logs.verify(log).text()).startsWith("whole").endsWith("all sealed");
      List<String> lines = Files.readAllLines(Logs.firstFile(log));
      assertThat(lines).noneMatch(line -> line.contains("\"01B\""));
      assertThat(lines)
          .filteredOn(line -> line.contains("\"event\":\"gap\""))
          .singleElement()
          .asString()
          .containsPattern("\"from\":\"2.*Z\",\"to\":\"2.*Z\",\"reason\":\"disk-full\"")
          .containsPattern("\"refused\":([2-9]|[0-9]{2,}),\"dropped\":0");
      assertThat(seen.events).startsWith("unavailable DISK_FULL").contains("available");
    } finally {
      unmount();
    }
  }

  @Test
  void aReadOnlyDirectoryIsSaidPlainly() throws Exception {
    assumeThat(System.getProperty("user.name")).as("root may write anywhere").isNotEqualTo("root");
    Path log = Files.createDirectory(directory.resolve("log"));
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("r-xr-xr-x"));

    assertThatThrownBy(() -> AuditLog.open(Logs.options(log).build()))
        .isInstanceOf(AuditLogException.class)
        .hasMessageStartingWith("may not write to the audit log: ");
  }

  @Test
  void aReadOnlyFileSystemIsSaidPlainly() throws Exception {
    assumeThat(mount()).as("may mount a tmpfs").isTrue();
    try {
      Path log = directory.resolve("log");
      AuditLog.open(Logs.options(log).build()).close();
      assertThat(run("mount", "-o", "remount,ro", directory.toString())).isTrue();

      assertThatThrownBy(() -> AuditLog.open(Logs.options(log).build()))
          .isInstanceOf(AuditLogException.class)
          .hasMessageContaining("cannot open the audit log")
          .hasMessageContaining("Read-only file system");
      assertThat(Logs.verify(log).status()).isEqualTo(Report.Status.WHOLE);
    } finally {
      unmount();
    }
  }

  @Test
  void aSyncThatFailsIsNoSafeRecord() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (AuditLog audit =
        AuditLog.open(
            Logs.options(directory).durability(AuditOptions.Durability.SYNCED).build(), disk)) {
      disk.failSync = true;
      assertThatThrownBy(() -> Logs.append(audit, Logs.decision("01A", "select 1")))
          .isInstanceOf(AuditUnavailable.class)
          .hasMessage("the audit log cannot be written");
      assertThat(Files.readString(Logs.firstFile(directory))).doesNotContain("\"01A\"");

      disk.failSync = false;
      CompletableFuture<Long> outcome = Logs.send(audit, Logs.outcome("01B"));
      assertThat(outcome.get(10, TimeUnit.SECONDS)).isPositive();
    }
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
  }

  @Test
  void aHalfWrittenBatchThatCannotBeTakenBackAtOnceIsTakenBackLater() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (AuditLog audit = AuditLog.open(Logs.options(directory).build(), disk)) {
      disk.failTruncate = true;
      disk.bytesLeft.set(700);
      List<CompletableFuture<Long>> outcomes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        outcomes.add(Logs.send(audit, Logs.outcome("01X" + i)));
      }
      TimeUnit.MILLISECONDS.sleep(500);
      disk.bytesLeft.set(Long.MAX_VALUE);
      disk.failTruncate = false;
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
    }
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
    assertThat(Files.readAllLines(Logs.firstFile(directory)))
        .filteredOn(line -> line.contains("\"event\":\"outcome\""))
        .hasSize(20);
  }

  @Test
  void aFileThatSomebodyRemovedIsNoPlaceForRecordsUntilItIsBack() throws Exception {
    Path moved = directory.resolve("moved");
    try (AuditLog audit = AuditLog.open(Logs.options(directory).build())) {
      Files.move(Logs.firstFile(directory), moved);

      assertThat(fillUntilRefused(audit).reason()).isEqualTo(AuditUnavailable.Reason.DISK_FAILED);

      Files.move(moved, Logs.firstFile(directory));
      CompletableFuture<Long> outcome = Logs.send(audit, Logs.outcome("01B"));
      assertThat(outcome.get(10, TimeUnit.SECONDS)).isPositive();
    }
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
  }

  @Test
  void aSlowDiskAsksForAPauseAndTellsWhenThereIsRoom() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    Seen seen = new Seen();
    AuditOptions options = Logs.options(directory).queueBytes(5_000).metrics(seen).build();
    try (AuditLog audit = AuditLog.open(options, disk)) {
      disk.slow = true;
      boolean room = true;
      int count = 0;
      List<CompletableFuture<Long>> all = new ArrayList<>();
      while (room) {
        CompletableFuture<Long> told = new CompletableFuture<>();
        room = audit.append(Logs.decision("01A" + count++, "select 1"), told(told));
        all.add(told);
      }
      assertThat(count).isBetween(3, 40);
      assertThat(audit.hasRoom()).isFalse();
      CompletableFuture<Void> resumed = new CompletableFuture<>();
      audit.whenRoom(() -> resumed.complete(null));
      assertThat(resumed).isNotDone();
      AuditUnavailable refused = fillUntilRefused(audit);
      assertThat(refused.reason()).isEqualTo(AuditUnavailable.Reason.QUEUE_FULL);
      assertThat(seen.events).contains("turned away").doesNotContain("turned away what happened");

      disk.slow = false;

      resumed.get(10, TimeUnit.SECONDS);
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
    }
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
    assertThat(Files.readString(Logs.firstFile(directory)))
        .containsOnlyOnce("\"event\":\"gap\"")
        .containsPattern("\"reason\":\"queue-full\",\"refused\":[1-9][0-9]*,\"dropped\":0");
  }

  private static Callback told(CompletableFuture<Long> future) {
    return new Callback() {
      @Override
      public void safe(long seq) {
        future.complete(seq);
      }

      @Override
      public void failed(AuditUnavailable reason) {
        future.completeExceptionally(reason);
      }
    };
  }

  /** Appends decisions without waiting until one is refused, and answers why. */
  private static AuditUnavailable fillUntilRefused(AuditLog audit) throws Exception {
    CompletableFuture<AuditUnavailable> refused = new CompletableFuture<>();
    for (int i = 0; i < 5_000 && !refused.isDone(); i++) {
      Logs.send(audit, Logs.decision("01F" + i, "select 'filler'"))
          .whenComplete(
              (seq, e) -> {
                if (e instanceof AuditUnavailable unavailable) {
                  refused.complete(unavailable);
                }
              });
      Thread.sleep(1);
    }
    return refused.get(10, TimeUnit.SECONDS);
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[4096];
    try (var out = Files.newOutputStream(filler)) {
      for (int i = 0; i < 1_000; i++) {
        out.write(block);
      }
      throw new AssertionError("the disk did not fill");
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private boolean mount() throws Exception {
    return Stream.of("root").anyMatch(System.getProperty("user.name")::equals)
        && run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString());
  }

  private void unmount() throws Exception {
    assertThat(run("umount", directory.toString())).isTrue();
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  private static final class Seen implements AuditMetrics {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void unavailable(AuditUnavailable.Reason reason, String detail) {
      events.add("unavailable " + reason);
    }

    @Override
    public void turnedAway(boolean happened) {
      events.add(happened ? "turned away what happened" : "turned away");
    }

    @Override
    public void available(long refused, long dropped) {
      events.add("available");
    }
  }
}
