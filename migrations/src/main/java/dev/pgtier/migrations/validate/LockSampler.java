package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.database.DatabaseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks again and again which locks a session holds while it runs one statement: the only way for a
 * statement that gives them back before anybody could ask. Meanwhile nobody else uses the observer.
 */
final class LockSampler implements AutoCloseable {
  private static final long PAUSE_MILLIS = 3;

  private final Observer observer;
  private final int pid;
  private final Map<Observer.Lock, Long> first = new LinkedHashMap<>();
  private final Map<Observer.Lock, Long> last = new LinkedHashMap<>();
  private final AtomicReference<DatabaseException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean done;

  private LockSampler(Observer observer, int pid) {
    this.observer = observer;
    this.pid = pid;
    this.thread = new Thread(this::look, "pgtier-locks");
  }

  static LockSampler start(Observer observer, int pid) {
    LockSampler sampler = new LockSampler(observer, pid);
    sampler.thread.setDaemon(true);
    sampler.thread.start();
    return sampler;
  }

  private void look() {
    try {
      while (!done) {
        long now = System.nanoTime();
        for (Observer.Lock lock : observer.locks(pid)) {
          first.putIfAbsent(lock, now);
          last.put(lock, now);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (DatabaseException e) {
      failure.set(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The locks that were seen, each with the time between its first and last sight. */
  Map<Observer.Lock, Duration> stop() throws DatabaseException {
    close();
    if (failure.get() != null) {
      throw failure.get();
    }
    Map<Observer.Lock, Duration> seen = new LinkedHashMap<>();
    first.forEach((lock, since) -> seen.put(lock, Duration.ofNanos(last.get(lock) - since)));
    return seen;
  }

  @Override
  public void close() {
    done = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
