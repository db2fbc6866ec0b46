package dev.pgtier.proxy.loop;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what may block: name look-ups, secrets, key derivation. */
public final class Blocking {
  private static final int QUEUE = 10_000;

  private Blocking() {}

  /** A bounded pool; a full queue rejects, and the log-in that asked for it fails. */
  public static ExecutorService executor(int threads) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            new DefaultThreadFactory("pgtier-blocking", true));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
