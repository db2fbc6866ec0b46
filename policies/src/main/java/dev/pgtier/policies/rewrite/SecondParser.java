package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.Deadlines;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * JSqlParser behind a wall: threads of its own with a deep stack, a bounded queue, a deadline, and
 * no throwable that gets out. What it says only ever narrows what PostgreSQL's parser says.
 */
final class SecondParser implements AutoCloseable {
  private static final long STACK_BYTES = 16L << 20;

  private final ThreadPoolExecutor threads;
  private final Duration deadline;
  private final Deadlines<Runnable> deadlines;

  SecondParser(int threads, int queue, Duration deadline) {
    AtomicInteger number = new AtomicInteger();
    this.deadline = deadline;
    this.deadlines = new Deadlines<>("pgtier-rewrite-deadlines", deadline.toNanos(), Runnable::run);
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            work -> {
              String name = "pgtier-rewrite-" + number.incrementAndGet();
              Thread thread = new Thread(null, work, name, STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What is asked of JSqlParser. */
  interface Question {
    /** Why nothing may be rewritten; empty if JSqlParser agrees. */
    Optional<NotRewritten> ask(SecondReading reading) throws Exception;
  }

  /** The answer, at the latest when the deadline has passed. The future never fails. */
  CompletableFuture<Optional<NotRewritten>> ask(Question question) {
    CompletableFuture<Optional<NotRewritten>> answer = new CompletableFuture<>();
    SecondReading reading = new SecondReading();
    Deadlines.Limit<Runnable> limit =
        deadlines.add(
            () -> {
              reading.stop();
              answer.complete(
                  not(Reason.DEADLINE, "it was not read within " + deadline.toMillis() + " ms"));
            });
    try {
      threads.execute(
          () -> {
            Optional<NotRewritten> said = answer(question, reading);
            limit.lift();
            answer.complete(said);
          });
    } catch (RejectedExecutionException e) {
      limit.lift();
      answer.complete(not(Reason.BUSY, "the second parser takes no more texts"));
    }
    return answer;
  }

  private static Optional<NotRewritten> answer(Question question, SecondReading reading) {
    try {
      return question.ask(reading);
    } catch (net.sf.jsqlparser.parser.ParseException
        | net.sf.jsqlparser.parser.TokenMgrException e) {
      return not(Reason.UNREADABLE, "JSqlParser cannot read it");
    } catch (StackOverflowError e) {
      return not(Reason.UNREADABLE, "it is nested too deeply for JSqlParser");
    } catch (Throwable e) {
      // Whatever it is, the text goes out as it came, and its rows are counted.
      return not(Reason.FAILED, "JSqlParser failed: " + e.getClass().getName());
    }
  }

  private static Optional<NotRewritten> not(Reason reason, String detail) {
    return Optional.of(new NotRewritten(reason, detail));
  }

  /** Ends the threads; whoever waits is answered as if its time were over. */
  @Override
  public void close() {
    threads.shutdownNow();
    deadlines.endAll();
  }
}
