package dev.pgtier.audit.review;

import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.SearchException;
import dev.pgtier.audit.search.SearchOptions;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A search that is opened on a thread of its own, because indexing a log may take minutes. */
final class OpenedSearch implements Closeable {
  private final CompletableFuture<AuditSearch> opened = new CompletableFuture<>();
  private final Thread opener;

  OpenedSearch(SearchOptions options) {
    opener = new Thread(() -> open(options), "pgtier-review-index");
    opener.setDaemon(true);
    opener.start();
  }

  private void open(SearchOptions options) {
    try {
      AuditSearch search = AuditSearch.open(options);
      try {
        search.refresh();
      } catch (IOException | RuntimeException e) {
        search.close();
        throw e;
      }
      opened.complete(search);
    } catch (Exception | LinkageError e) {
      opened.completeExceptionally(e);
    }
  }

  /** Whether the log is still being indexed. */
  boolean isIndexing() {
    return !opened.isDone();
  }

  /**
   * The search.
   *
   * @throws SearchException while it is being indexed, or where it could not be opened
   */
  AuditSearch get() throws SearchException {
    if (isIndexing()) {
      throw new SearchException("the log is being indexed");
    }
    try {
      return opened.get();
    } catch (ExecutionException e) {
      throw new SearchException(
          "the log cannot be searched: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SearchException("interrupted", e);
    }
  }

  /** Waits for an index that is being made: the engine cannot be left in the middle of it. */
  @Override
  public void close() throws IOException {
    try {
      opener.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!opened.isCompletedExceptionally()) {
      get().close();
    }
  }
}
