package dev.pgtier.parser;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * A text on its way through a pool. Its thread may be interrupted only while it works on this text,
 * never on the next one.
 */
final class ParseJob {
  private final String sql;
  private final CompletableFuture<ParseResult> future = new CompletableFuture<>();
  private State state = State.QUEUED;
  private Thread worker;
  private Future<?> deadline;

  private enum State {
    QUEUED,
    RUNNING,
    DONE
  }

  ParseJob(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }

  CompletableFuture<ParseResult> future() {
    return future;
  }

  /** Notes the task that will refuse this job in time; it is cancelled once it is not needed. */
  void limit(Future<?> task) {
    synchronized (this) {
      if (state != State.DONE) {
        deadline = task;
        return;
      }
    }
    task.cancel(false);
  }

  /** Whether the calling thread is to parse the text; not if it was refused meanwhile. */
  synchronized boolean begin() {
    if (state != State.QUEUED) {
      return false;
    }
    state = State.RUNNING;
    worker = Thread.currentThread();
    return true;
  }

  /** Ends the job; after this no interruption on its behalf can come. */
  void end(ParseResult result) {
    Future<?> task;
    synchronized (this) {
      state = State.DONE;
      worker = null;
      task = deadline;
      // It may have come before the state changed.
      Thread.interrupted();
    }
    if (task != null) {
      task.cancel(false);
    }
    future.complete(result);
  }

  /** Answers the job with {@code refused} unless it has its answer, and stops its thread. */
  void refuse(Refused refused) {
    synchronized (this) {
      if (state == State.DONE) {
        return;
      } else if (state == State.RUNNING) {
        worker.interrupt();
      }
      state = State.DONE;
    }
    future.complete(refused);
  }
}
