package dev.pgtier.parser;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Ends jobs whose time is over, for whoever gives them to threads. All have the same time, so
 * whichever came first ends first, and while jobs come, nobody has to wake the thread that watches:
 * what comes while it sleeps ends after that.
 */
public final class Deadlines<T> implements AutoCloseable {
  /** After so many sleeps in which nothing came it sleeps until it is woken. */
  private static final int PATIENCE = 4;

  private final Queue<Limit<T>> limits = new ConcurrentLinkedQueue<>();
  private final long nanos;
  private final Consumer<T> expire;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  /** One job's; it forgets the job as soon as that has ended. */
  public static final class Limit<T> {
    private final long end;
    private volatile T job;

    private Limit(T job, long end) {
      this.job = job;
      this.end = end;
    }

    /** The job has ended. */
    public void lift() {
      job = null;
    }
  }

  /**
   * Watches from now on.
   *
   * @param name of the thread that watches
   * @param nanos that each job has, from when it comes
   * @param expire called for each that has not ended by then
   */
  public Deadlines(String name, long nanos, Consumer<T> expire) {
    this.nanos = nanos;
    this.expire = expire;
    this.thread = new Thread(this::watch, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The job comes now. */
  public Limit<T> add(T job) {
    return add(job, System.nanoTime() + nanos);
  }

  /** The job is to end by {@code end}, in {@link System#nanoTime}. */
  public Limit<T> add(T job, long end) {
    Limit<T> limit = new Limit<>(job, end);
    limits.add(limit);
    if (asleep) {
      LockSupport.unpark(thread);
    }
    return limit;
  }

  private void watch() {
    int sleeps = 0;
    while (!closed) {
      Limit<T> first = limits.peek();
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

  private void end(Limit<T> limit) {
    T job = limit.job;
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

  /** Ends at once whatever has not ended, and itself. */
  public void endAll() {
    close();
    for (Limit<T> limit = limits.poll(); limit != null; limit = limits.poll()) {
      T job = limit.job;
      if (job != null) {
        expire.accept(job);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
