package dev.pgtier.audit;

import dev.pgtier.audit.chain.GzipWriter;
import dev.pgtier.audit.chain.LogFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Compresses and deletes closed files, on a thread of its own. */
final class Housekeeper {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final AuditOptions options;
  private final Retention retention;
  private final ScheduledThreadPoolExecutor thread;

  Housekeeper(AuditOptions options, Retention retention) {
    this.options = options;
    this.retention = retention;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread own = new Thread(task, "audit-housekeeper");
              own.setDaemon(true);
              return own;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Begins to look for what is old. */
  void start() {
    if (options.retention().isPresent()) {
      long every =
          Math.max(
              SHORTEST.toMillis(),
              Math.min(LONGEST.toMillis(), options.retention().get().toMillis() / 10));
      thread.scheduleWithFixedDelay(this::deleteOld, 0, every, TimeUnit.MILLISECONDS);
    }
  }

  /** A file will not grow any more. */
  void closed(LogFile file) {
    if (!options.compress()) {
      return;
    }
    try {
      thread.execute(() -> compress(file));
    } catch (RejectedExecutionException e) {
      options.metrics().taskFailed("compress", "stopping; it is done at the next start");
    }
  }

  private void compress(LogFile file) {
    try {
      options.metrics().compressed(GzipWriter.compress(file).name());
    } catch (IOException e) {
      options.metrics().taskFailed("compress", DiskErrors.describe(e));
    }
  }

  private void deleteOld() {
    try {
      retention.deleteOld();
    } catch (IOException e) {
      options.metrics().taskFailed("retention", DiskErrors.describe(e));
    } catch (RuntimeException e) {
      // Without this no later run would come.
      options.metrics().taskFailed("retention", e.toString());
    }
  }

  /** Ends what is at work, within {@code patience}; what is not done is done at the next start. */
  void stop(Duration patience) throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      options.metrics().taskFailed("close", "the housekeeper is still at work");
    }
  }
}
