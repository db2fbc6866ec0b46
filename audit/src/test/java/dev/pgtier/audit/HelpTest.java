package dev.pgtier.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that write their own records. */
final class HelpTest {
  @TempDir private Path directory;

  @Test
  void manyThreadsWriteOneChain() throws Exception {
    int threads = 8;
    int each = 500;
    ConcurrentLinkedQueue<CompletableFuture<Long>> told = new ConcurrentLinkedQueue<>();
    try (AuditLog log = AuditLog.open(Logs.options(directory).rotateBytes(64 << 10).build())) {
      List<Thread> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String name = "T" + t + "-";
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    told.add(prepare(log, name + i, new AtomicReference<>()));
                    if (i % 3 != 0) {
                      log.help();
                    }
                    log.append(Logs.outcome(name + i), Callback.NONE);
                  }
                  log.help();
                });
        all.add(thread);
        thread.start();
      }
      for (Thread thread : all) {
        thread.join();
      }
      for (CompletableFuture<Long> one : told) {
        one.get(20, TimeUnit.SECONDS);
      }
    }
    assertThat(told.stream().map(CompletableFuture::join).distinct()).hasSize(threads * each);
    assertThat(Logs.verify(directory).text())
        .startsWith("whole")
        .contains(Integer.toString(2 * threads * each + 2));
  }

  @Test
  void whoForgetsToHelpIsToldAllTheSame() throws Exception {
    AtomicReference<Thread> on = new AtomicReference<>();
    try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
      assertThat(prepare(log, "01A", on).get(20, TimeUnit.SECONDS)).isPositive();
      assertThat(on.get()).isNotSameAs(Thread.currentThread());
    }
  }

  @Test
  void aDiskThatFailsUnderAHelperIsAnOutageLikeAnyOther() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (AuditLog log = AuditLog.open(Logs.options(directory).build(), disk)) {
      disk.bytesLeft.set(0);
      CompletableFuture<Long> refused = prepare(log, "01A", new AtomicReference<>());
      log.help();
      assertThat(refused)
          .failsWithin(java.time.Duration.ofSeconds(20))
          .withThrowableThat()
          .withMessageContaining("full");
      disk.bytesLeft.set(Long.MAX_VALUE);
      // The next ones are refused until the writer has seen that the disk is well again.
      CompletableFuture<Long> next = new CompletableFuture<>();
      while (!next.isDone() || next.isCompletedExceptionally()) {
        next = prepare(log, "01B", new AtomicReference<>());
        log.help();
        next.handle((seq, failure) -> seq).get(20, TimeUnit.SECONDS);
      }
    }
    assertThat(Logs.verify(directory).text()).startsWith("whole");
  }

  @Test
  void afterASlowWriteTheDiskHoldsUpNobodyElsesThread() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (AuditLog log = AuditLog.open(Logs.options(directory).build(), disk)) {
      disk.slow = true;
      CompletableFuture<Long> first = prepare(log, "01A", new AtomicReference<>());
      Thread helper = new Thread(log::help);
      helper.start();
      // It is within the write, or the log's own thread has taken the record before.
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> !helper.isAlive() || helper.getState() == Thread.State.TIMED_WAITING);
      CompletableFuture<Long> second = prepare(log, "01B", new AtomicReference<>());
      log.help();
      assertThat(first.isDone() || second.isDone()).as("while the disk is slow").isFalse();
      disk.slow = false;
      assertThat(first.get(20, TimeUnit.SECONDS)).isLessThan(second.get(20, TimeUnit.SECONDS));
      helper.join();
    }
    assertThat(Logs.verify(directory).text()).startsWith("whole");
  }

  private static CompletableFuture<Long> prepare(
      AuditLog log, String statement, AtomicReference<Thread> on) {
    CompletableFuture<Long> told = new CompletableFuture<>();
    log.prepare(
        Logs.decision(statement, "select 1"),
        new Callback() {
          @Override
          public void safe(long seq) {
            on.set(Thread.currentThread());
            told.complete(seq);
          }

          @Override
          public void failed(AuditUnavailable reason) {
            told.completeExceptionally(reason);
          }
        });
    return told;
  }
}
