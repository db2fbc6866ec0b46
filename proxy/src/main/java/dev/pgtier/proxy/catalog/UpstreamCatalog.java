package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.proxy.metrics.Metrics;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When one upstream's catalogue is looked at: every second or so, and soon after somebody asks.
 * What cannot be read leaves the last one in force.
 */
final class UpstreamCatalog {
  private static final Logger log = LoggerFactory.getLogger(UpstreamCatalog.class);

  /** A new overload of a known name is found this late, or so many times what a look takes. */
  private static final long EVERY_MILLIS = 1_000;

  private static final int EVERY_TO_LOOK = 50;

  /** However long it takes. */
  private static final long EVERY_MILLIS_AT_MOST = 5_000;

  /** Between two looks at least, however many ask. */
  private static final long GAP_MILLIS = 200;

  /** A look that took long makes a longer gap, from its beginning to that of the next. */
  private static final int GAP_TO_LOOK = 5;

  private static final long LONGEST_GAP_MILLIS = 2_000;

  private static final long FAILING_GAP_MILLIS = 1_000;
  private static final long BACK_OFF_MILLIS = 30_000;

  /** Whoever asked for a fresh one is told after so long that there is none. */
  private static final long PATIENCE_MILLIS = 5_000;

  private final String name;
  private final EventLoop loop;
  private final CatalogReader reader;
  private final Metrics metrics;

  private volatile Catalog current;
  private volatile long trueAtNanos;

  // Of the event loop:
  private List<CompletableFuture<Catalog>> waiting = new ArrayList<>();
  private boolean asked;
  private boolean busy;
  private boolean closed;
  private boolean failing;
  private long backOff = GAP_MILLIS;
  private long begunNanos;
  private long gapMillis;
  private Future<?> timer;

  UpstreamCatalog(String name, EventLoop loop, CatalogReader reader, Metrics metrics) {
    this.name = name;
    this.loop = loop;
    this.reader = reader;
    this.metrics = metrics;
  }

  Optional<Catalog> current() {
    return Optional.ofNullable(current);
  }

  /** Seconds since the catalogue was last known to be true; NaN before that. */
  double age() {
    return current == null ? Double.NaN : (System.nanoTime() - trueAtNanos) / 1e9;
  }

  void start() {
    loop.execute(this::look);
  }

  CompletableFuture<Catalog> fresh() {
    CompletableFuture<Catalog> future = new CompletableFuture<>();
    loop.execute(
        () -> {
          if (closed) {
            answer(List.of(future), new IOException("closed"));
            return;
          }
          waiting.add(future);
          Future<?> patience =
              loop.schedule(
                  () -> answer(List.of(future), new IOException("it takes too long")),
                  PATIENCE_MILLIS,
                  TimeUnit.MILLISECONDS);
          future.whenComplete((catalog, failure) -> patience.cancel(false));
          soon();
        });
    return future;
  }

  void changed() {
    loop.execute(this::soon);
  }

  void close() {
    loop.execute(
        () -> {
          closed = true;
          if (timer != null) {
            timer.cancel(false);
          }
          reader.close();
          answer(waiting, new IOException("closed"));
        });
  }

  /** Looks as soon as it may; if it is looking, once more behind that. */
  private void soon() {
    asked = true;
    if (!busy && !closed) {
      long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
      schedule(Math.max(0, gapMillis - since));
    }
  }

  private void schedule(long millis) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = loop.schedule(this::look, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (busy || closed) {
      return;
    }
    busy = true;
    asked = false;
    begunNanos = System.nanoTime();
    List<CompletableFuture<Catalog>> those = waiting;
    waiting = new ArrayList<>();
    reader
        .look()
        .whenComplete((catalog, failure) -> loop.execute(() -> looked(those, catalog, failure)));
  }

  private void looked(List<CompletableFuture<Catalog>> those, Catalog catalog, Throwable failure) {
    busy = false;
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    if (failure == null) {
      if (failing || current == null) {
        log.info("upstream {}: its catalogue is read", name);
      }
      if (current == null) {
        // Whoever asked meanwhile asked for any.
        those.addAll(waiting);
        waiting.clear();
      }
      trueAtNanos = begunNanos;
      current = catalog;
      failing = false;
      backOff = GAP_MILLIS;
      gapMillis = Math.min(Math.max(GAP_MILLIS, GAP_TO_LOOK * took), LONGEST_GAP_MILLIS);
    } else if (!closed) {
      failed(failure instanceof CompletionException ? failure.getCause() : failure);
      gapMillis = FAILING_GAP_MILLIS;
    }
    answer(those, failure);
    if (closed) {
      answer(waiting, failure);
    } else if (asked) {
      soon();
    } else {
      long every = Math.min(Math.max(EVERY_MILLIS, EVERY_TO_LOOK * took), EVERY_MILLIS_AT_MOST);
      schedule(failing ? backOff : every);
    }
  }

  private void failed(Throwable failure) {
    reader.disconnect();
    metrics.catalogueFailed(name);
    if (!failing) {
      log.warn(
          "upstream {}: its catalogue cannot be read: {}; {}",
          name,
          failure.getMessage(),
          current == null
              ? "its read-only tiers refuse statements"
              : "the last one stays in force");
    }
    failing = true;
    backOff = Math.min(BACK_OFF_MILLIS, backOff * 2);
  }

  /** What those who asked wait for. */
  private void answer(List<CompletableFuture<Catalog>> those, Throwable failure) {
    for (CompletableFuture<Catalog> one : List.copyOf(those)) {
      if (failure == null) {
        one.complete(current);
      } else {
        one.completeExceptionally(failure);
      }
    }
  }
}
