package dev.pgtier.audit;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The way from many threads to the one that writes. Nobody waits: over its bound it takes records
 * still and asks for a pause; far over it, it refuses.
 */
final class Intake {
  /** What became of an entry. */
  enum Answer {
    TAKEN,
    /** Taken, but more should wait. */
    TAKEN_FULL,
    REFUSED,
    CLOSED
  }

  private static final int REFUSED_FROM = 2;

  /** What has happened cannot be held back: it may fill more. */
  private static final int DROPPED_FROM = 4;

  /** Objects that hold an entry. */
  private static final int ENTRY_BYTES = 128;

  private final long bound;
  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean idle = new AtomicBoolean();
  private final AtomicReference<Instant> turnedAwaySince = new AtomicReference<>();
  private final InstantSource clock;
  private volatile boolean closed;
  private volatile boolean ended;
  private volatile Thread writer;

  Intake(long bound, InstantSource clock) {
    this.bound = bound;
    this.clock = clock;
  }

  /**
   * Takes an entry in.
   *
   * @param wake whether the writer is told of one that somebody waits for
   */
  Answer offer(Entry entry, boolean wake) {
    if (closed) {
      return Answer.CLOSED;
    }
    return take(entry, wake);
  }

  /** As {@link #offer}, also while the log is being closed. */
  Answer take(Entry entry, boolean wake) {
    long size = entry.size + (long) ENTRY_BYTES;
    long now = bytes.addAndGet(size);
    if (now > bound * (entry.hasHappened ? DROPPED_FROM : REFUSED_FROM)) {
      bytes.addAndGet(-size);
      (entry.hasHappened ? dropped : refused).incrementAndGet();
      turnedAwaySince.compareAndSet(null, clock.instant());
      return Answer.REFUSED;
    }
    queue.add(entry);
    if (ended && queue.remove(entry)) {
      // The writer looked through the queue for the last time before this came into it.
      bytes.addAndGet(-size);
      return Answer.CLOSED;
    }
    // Nobody waits for what has happened: it goes with the next that somebody waits for, or soon.
    if ((wake && !entry.hasHappened) || now > bound / 2) {
      wake();
    }
    return now > bound ? Answer.TAKEN_FULL : Answer.TAKEN;
  }

  boolean hasRoom() {
    return bytes.get() <= bound / 2;
  }

  long waitingBytes() {
    return bytes.get();
  }

  /** Runs {@code action} once, on the writer's thread, when at most half of the bound waits. */
  void whenRoom(Runnable action) {
    waiting.add(action);
    wake();
  }

  /** The next one, or null; it counts as waiting until {@link #done}. */
  Entry poll() {
    return queue.poll();
  }

  Entry peek() {
    return queue.peek();
  }

  /** The entry needs no memory any more. */
  void done(Entry entry) {
    bytes.addAndGet(-(entry.size + (long) ENTRY_BYTES));
  }

  /** Somebody who waits for room, where there is some; else null. */
  Runnable pollWaiting() {
    return hasRoom() || closed ? waiting.poll() : null;
  }

  /** Since when entries were turned away that no record tells of, or null. */
  Instant turnedAwaySince() {
    return turnedAwaySince.get();
  }

  /** Entries turned away since last asked, which had not happened. */
  long takeRefused() {
    turnedAwaySince.set(null);
    return refused.getAndSet(0);
  }

  /** Entries turned away since last asked, which had happened. */
  long takeDropped() {
    return dropped.getAndSet(0);
  }

  /** Counts again what was taken. */
  void giveBack(long refusedEntries, long droppedEntries) {
    refused.addAndGet(refusedEntries);
    dropped.addAndGet(droppedEntries);
    if (refusedEntries + droppedEntries > 0) {
      turnedAwaySince.compareAndSet(null, clock.instant());
    }
  }

  /** Says which thread takes from here. */
  void writer(Thread thread) {
    writer = thread;
  }

  /** Waits for an entry, at most so long; only the writer may call it. */
  void await(long nanos) {
    idle.set(true);
    if (queue.isEmpty() && !closed && (waiting.isEmpty() || !hasRoom())) {
      LockSupport.parkNanos(this, nanos);
    }
    idle.set(false);
  }

  void wake() {
    if (idle.compareAndSet(true, false)) {
      LockSupport.unpark(writer);
    }
  }

  void close() {
    closed = true;
    wake();
  }

  /** The writer will look through the queue once more, and then never. */
  void end() {
    ended = true;
    close();
  }

  boolean isClosed() {
    return closed;
  }
}
