package dev.pgtier.parser;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread with a stack for statements that are nested deeper than the usual one can bear. */
final class DeepStack {
  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(null, task, "deep-stack", 256L << 20);
            thread.setDaemon(true);
            return thread;
          });

  private DeepStack() {}

  static void run(Runnable task) {
    try {
      THREAD.submit(task).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
