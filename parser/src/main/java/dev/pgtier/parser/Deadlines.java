package dev.pgtier.parser;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Ends jobs whose time is over. All have the same time, so whichever came first ends first, and
 * while jobs come, nobody has to wake the thread that watches: what comes while it sleeps ends
 * after that.
 */
final class Deadlines implements AutoCloseable {
  /** After so many sleeps in which nothing came it sleeps until it is woken. */
  private static final int PATIENCE = 4;

  private final Queue<Limit> limits = new ConcurrentLinkedQueue<>();
  private final long nanos;
  private final Consumer<ParseJob> expire;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  /** One job's; it forgets the job as soon as that has ended. */
  static final class Limit {
    private final long end;
    private volatile ParseJob job;

    private Limit(ParseJob job, long end) {
      this.job = job;
      this.end = end;
    }

    void lift() {
      job = null;
    }
  }

  /**
   * Watches from now on.
   *
   * @param nanos that each job has, from when it comes
   * @param expire called for each that has not ended by then
   */
  Deadlines(long nanos, Consumer<ParseJob> expire) {
    this.nanos = nanos;
    this.expire = expire;
    this.thread = new Thread(this::watch, "postgres-parser-deadlines");
    thread.setDaemon(true);
    thread.start();
  }

  /** The job is to end by {@code end}, in {@link System#nanoTime}. */
  Limit add(ParseJob job, long end) {
    Limit limit = new Limit(job, end);
    limits.add(limit);
    if (asleep) {
      LockSupport.unpark(thread);
    }
    return limit;
  }

  private void watch() {
    int sleeps = 0;
    while (!closed) {
      Limit first = limits.peek();
      if (first == null) {
        sleeps++;
        sleep(sleeps);
      } else {
        sleeps = 0;
        end(first);
      }
    }
  }

  private void sleep(int sleeps) {
    if (sleeps <= PATIENCE) {
      LockSupport.parkNanos(this, nanos);
      return;
    }
    asleep = true;
    if (limits.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  private void end(Limit limit) {
    ParseJob job = limit.job;
    long left = limit.end - System.nanoTime();
    if (job != null && left > 0) {
      LockSupport.parkNanos(this, left);
      return;
    }
    limits.poll();
    if (job != null) {
      expire.accept(job);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
