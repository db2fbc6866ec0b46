package dev.pgtier.parser;

import dev.pgtier.parser.Refused.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Parsers with a thread each, for many callers. Every text is answered or refused in time: a
 * statement that takes too long is interrupted, one that breaks a parser costs only that parser,
 * and what finds no room in the queue is refused at once.
 */
public final class ParserPool implements AutoCloseable {
  private final Options options;
  private final BlockingQueue<ParseJob> queue;
  private final Deadlines<ParseJob> deadlines;
  private final List<ParserWorker> workers = new ArrayList<>();
  private volatile boolean closed;

  /**
   * How large a pool is.
   *
   * @param threads and parsers, one for one
   * @param queue texts that may wait for a thread
   * @param deadline from the call of {@link #parse} to its answer, at the latest
   * @param limits of a text
   */
  public record Options(int threads, int queue, Duration deadline, ParseLimits limits) {
    /** Half of the processors, 1,024 waiting, 250 ms, {@link ParseLimits#DEFAULT}. */
    public static Options defaults() {
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
      return new Options(threads, 1_024, Duration.ofMillis(250), ParseLimits.DEFAULT);
    }

    public Options {
      if (threads < 1 || queue < 1 || deadline.isNegative() || deadline.isZero()) {
        throw new IllegalArgumentException("a pool needs threads, a queue and a deadline");
      }
    }
  }

  private ParserPool(Options options) {
    this.options = options;
    this.queue = new ArrayBlockingQueue<>(options.queue());
    this.deadlines =
        new Deadlines<>("postgres-parser-deadlines", options.deadline().toNanos(), this::expire);
  }

  /**
   * Opens a pool and waits until its parsers are loaded, most of a second in a new JVM.
   *
   * @throws IllegalStateException if a parser cannot be loaded
   */
  public static ParserPool open(Options options) {
    ParserPool pool = new ParserPool(options);
    for (int number = 1; number <= options.threads(); number++) {
      pool.workers.add(new ParserWorker(number, options.limits(), pool.queue));
    }
    try {
      pool.workers.forEach(ParserWorker::awaitReady);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return pool;
  }

  /**
   * Parses {@code sql} on a thread of the pool. The future never fails: whatever goes wrong is a
   * {@link Refused}. What is chained to it may run on a thread of the pool and must not block.
   */
  public CompletableFuture<ParseResult> parse(String sql) {
    long end = System.nanoTime() + options.deadline().toNanos();
    Optional<Refused> refused = TextGuard.check(sql, options.limits());
    if (refused.isPresent()) {
      return CompletableFuture.completedFuture(refused.get());
    }
    ParseJob job = new ParseJob(sql);
    if (closed) {
      return CompletableFuture.completedFuture(closed());
    } else if (end - System.nanoTime() <= 0) {
      return CompletableFuture.completedFuture(late());
    } else if (!queue.offer(job)) {
      return CompletableFuture.completedFuture(
          new Refused(
              Reason.QUEUE_FULL,
              "more than " + options.queue() + " statements wait to be parsed; try again"));
    }
    job.limit(deadlines.add(job, end));
    if (closed) {
      // Closed meanwhile: nobody may be left to take it out of the queue.
      job.refuse(closed());
    }
    return job.future();
  }

  /** A text that is refused takes no room from the next, even while no thread is free. */
  private void expire(ParseJob job) {
    queue.remove(job);
    job.refuse(late());
  }

  private Refused late() {
    return new Refused(
        Reason.DEADLINE,
        "the statement was not parsed within " + options.deadline().toMillis() + " ms");
  }

  /** How many texts wait for a thread. */
  public int queued() {
    return queue.size();
  }

  /** Refuses what is queued, stops what is being parsed, and ends the threads. */
  @Override
  public void close() {
    closed = true;
    deadlines.close();
    workers.forEach(worker -> worker.close(closed()));
    for (ParseJob job = queue.poll(); job != null; job = queue.poll()) {
      job.refuse(closed());
    }
  }

  private static Refused closed() {
    return new Refused(Reason.CLOSED, "the parser is shut down");
  }
}
