package dev.pgtier.audit.review;

import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.SearchException;
import dev.pgtier.audit.search.SearchOptions;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * A search that is indexed on a thread of its own, because a log may take minutes; meanwhile it
 * answers from what is indexed. The newest files come first.
 */
final class OpenedSearch implements Closeable {
  private final CompletableFuture<AuditSearch> opened = new CompletableFuture<>();
  private final Semaphore behind = new Semaphore(0);
  private final Thread indexer;
  private volatile boolean closing;
  private volatile String problem;

  OpenedSearch(SearchOptions options) {
    indexer = new Thread(() -> run(options.inPart()), "pgtier-review-index");
    indexer.setDaemon(true);
    indexer.start();
  }

  private void run(SearchOptions options) {
    AuditSearch search;
    boolean more;
    try {
      search = AuditSearch.open(options);
      try {
        more = search.advance();
      } catch (IOException | RuntimeException e) {
        search.close();
        throw e;
      }
      opened.complete(search);
    } catch (Exception | LinkageError e) {
      opened.completeExceptionally(e);
      return;
    }
    while (!closing) {
      try {
        while (more && !closing) {
          more = search.advance();
        }
        problem = null;
      } catch (IOException | RuntimeException e) {
        // Said on the page; tried again at the next question.
        problem = "the index does not grow: " + e.getMessage();
      }
      more = true;
      behind.acquireUninterruptibly();
      behind.drainPermits();
    }
  }

  /** Whether nothing can be asked yet. */
  boolean isOpening() {
    return !opened.isDone();
  }

  /** What keeps the index from growing, or null. */
  String problem() {
    return problem;
  }

  /**
   * The search.
   *
   * @throws SearchException while it is being opened, or where it could not be opened
   */
  AuditSearch get() throws SearchException {
    if (isOpening()) {
      throw new SearchException("the log is being indexed");
    }
    try {
      AuditSearch search = opened.get();
      if (search.progress().missing() > 0) {
        behind.release();
      }
      return search;
    } catch (ExecutionException e) {
      throw new SearchException(
          "the log cannot be searched: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SearchException("interrupted", e);
    }
  }

  /** Waits for the piece that is being made: the engine cannot be left in the middle of it. */
  @Override
  public void close() throws IOException {
    closing = true;
    behind.release();
    try {
      indexer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!opened.isCompletedExceptionally()) {
      get().close();
    }
  }
}
