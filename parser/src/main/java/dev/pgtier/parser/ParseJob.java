package dev.pgtier.parser;

import java.util.concurrent.CompletableFuture;

/**
 * A text on its way through a pool. Its thread may be interrupted only while it works on this text,
 * never on the next one.
 */
final class ParseJob {
  private final String sql;
  private final CompletableFuture<ParseResult> future = new CompletableFuture<>();
  private State state = State.QUEUED;
  private Thread worker;
  private Deadlines.Limit<ParseJob> limit;

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

  /** Notes what refuses this job in time; it is lifted once the job has ended. */
  synchronized void limit(Deadlines.Limit<ParseJob> until) {
    if (state == State.DONE) {
      until.lift();
    } else {
      limit = until;
    }
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
    synchronized (this) {
      done();
      worker = null;
      // It may have come before the state changed.
      Thread.interrupted();
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
      done();
    }
    future.complete(refused);
  }

  private void done() {
    state = State.DONE;
    if (limit != null) {
      limit.lift();
    }
  }
}
