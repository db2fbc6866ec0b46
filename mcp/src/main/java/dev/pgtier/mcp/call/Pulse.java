package dev.pgtier.mcp.call;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who asked for progress, every second, that their statement still runs: clients give up on a
 * call that they hear nothing of.
 */
final class Pulse {
  private static final Logger log = LoggerFactory.getLogger(Pulse.class);
  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "pgtier-mcp-progress");
            thread.setDaemon(true);
            return thread;
          });

  Pulse() {
    threads.setRemoveOnCancelPolicy(true);
    // Nobody ends this: its threads end by themselves while no call wants progress.
    threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    threads.allowCoreThreadTimeOut(true);
  }

  /** From now on. */
  Beat start(Progress progress) {
    return progress == Progress.NONE ? () -> {} : new Timed(progress, threads);
  }

  /** What one caller is told. */
  interface Beat {
    /** Nothing more is told from now on. */
    void end();
  }

  private static final class Timed implements Beat {
    private final Progress progress;
    private final Future<?> task;
    private int seconds;
    private boolean ended;

    Timed(Progress progress, ScheduledThreadPoolExecutor threads) {
      this.progress = progress;
      this.task = threads.scheduleAtFixedRate(this::tell, 1, 1, TimeUnit.SECONDS);
    }

    private synchronized void tell() {
      seconds++;
      if (ended) {
        return;
      }
      try {
        progress.report("running for %d s".formatted(seconds));
      } catch (RuntimeException e) {
        ended = true;
        log.debug("a client does not listen to progress any more: {}", e.getMessage());
      }
    }

    @Override
    public synchronized void end() {
      ended = true;
      task.cancel(false);
    }
  }
}
