package dev.pgtier.mcp.http;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes a little to clients that wait for long. HTTP/1.1 has no other way to notice that one has
 * gone.
 */
final class Heartbeats implements AutoCloseable {
  private static final int THREADS = 2;
  private static final long MILLIS = 1_000;

  private final ScheduledExecutorService scheduler =
      Executors.newScheduledThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "pgtier-mcp-heartbeat");
            thread.setDaemon(true);
            return thread;
          });

  /** Runs {@code beat} every second until it is cancelled. */
  Future<?> start(Runnable beat) {
    return scheduler.scheduleWithFixedDelay(beat, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
