package dev.pgtier.parser;

import dev.pgtier.parser.Refused.Reason;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A thread of a pool and its parser. */
final class ParserWorker {
  /** Ten thousand levels of nesting, beyond which PostgreSQL's own parser gives up, fit in. */
  private static final long STACK = 16L << 20;

  private static final long WAKEFUL_NANOS = 50_000;

  private final ParseLimits limits;
  private final BlockingQueue<ParseJob> queue;
  private final Thread thread;
  private final CompletableFuture<PostgresParser> ready = new CompletableFuture<>();
  private volatile ParseJob current;
  private volatile boolean closed;

  ParserWorker(int number, ParseLimits limits, BlockingQueue<ParseJob> queue) {
    this.limits = limits;
    this.queue = queue;
    this.thread = new Thread(null, this::run, "postgres-parser-" + number, STACK);
    thread.setDaemon(true);
    thread.start();
  }

  void awaitReady() {
    try {
      ready.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("cannot load PostgreSQL's parser", e.getCause());
    }
  }

  /** Ends the thread; what it is parsing is answered with {@code refused}. */
  void close(Refused refused) {
    closed = true;
    ParseJob job = current;
    if (job != null) {
      job.refuse(refused);
    }
    thread.interrupt();
  }

  private void run() {
    PostgresParser parser;
    try {
      parser = new PostgresParser(limits);
      warmUp(parser);
      ready.complete(parser);
    } catch (RuntimeException | Error e) {
      ready.completeExceptionally(e);
      return;
    }
    while (!closed) {
      try {
        work(parser, next());
      } catch (InterruptedException e) {
        // Jobs interrupt this thread only while they run, so it was close().
      }
    }
  }

  /**
   * Who has just worked looks for more before it sleeps: to be woken takes as long as to parse.
   * Others come first, where there are no more cores than work.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all that it need be
  private ParseJob next() throws InterruptedException {
    long end = System.nanoTime() + WAKEFUL_NANOS;
    do {
      ParseJob job = queue.poll();
      if (job != null) {
        return job;
      }
      Thread.yield();
    } while (System.nanoTime() < end);
    return queue.take();
  }

  private void work(PostgresParser parser, ParseJob job) {
    current = job;
    if (job.begin()) {
      try {
        job.end(parser.parse(job.sql()));
        parser.repair();
      } catch (RuntimeException | Error e) {
        // The thread must outlive anything.
        job.end(new Refused(Reason.FAILED, "the parser failed: " + e));
      }
    }
    current = null;
  }

  /**
   * Loads what answers and errors need. A class whose first use runs out of stack deep in a
   * statement would be lost to the whole JVM.
   */
  private static void warmUp(PostgresParser parser) {
    parser.parse("select a, 'b' from c where d in (1, 2)");
    parser.parse("select from where");
  }
}
