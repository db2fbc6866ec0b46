package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.CatalogLines;
import dev.pgtier.policies.catalog.CatalogQueries;
import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream's catalogue. A probe tells whether it has changed, and only then it is read again,
 * in one transaction. What cannot be read leaves the last one in force.
 */
final class UpstreamCatalog {
  private static final Logger log = LoggerFactory.getLogger(UpstreamCatalog.class);

  /** A new overload of a known name is found this late, or so many times what a look takes. */
  private static final long PROBE_MILLIS = 1_000;

  private static final int LOOKS = 50;

  /** Whoever asks for a fresh one more often waits. */
  private static final long AT_LEAST_MILLIS = 200;

  private static final long BACK_OFF_MILLIS = 30_000;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "application_name", "pgtier catalogue",
          "client_encoding", "UTF8",
          "default_transaction_read_only", "on",
          "statement_timeout", "60000",
          "search_path", "");

  private final Upstream upstream;
  private final Dialer dialer;
  private final EventLoop loop;
  private final Executor background;
  private final Function<String, Reading> parser;

  private volatile Catalog current;
  private volatile long readNanos;

  // Of the event loop:
  private CatalogConnection connection;
  private List<CompletableFuture<Catalog>> waiting = new ArrayList<>();
  private boolean busy;
  private boolean closed;
  private boolean failing;
  private long backOff = AT_LEAST_MILLIS;
  private String probe = "";
  private long begunNanos = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
  private Future<?> timer;

  UpstreamCatalog(
      Upstream upstream,
      Dialer dialer,
      EventLoop loop,
      Executor background,
      Function<String, Reading> parser) {
    this.upstream = upstream;
    this.dialer = dialer;
    this.loop = loop;
    this.background = background;
    this.parser = parser;
  }

  Optional<Catalog> current() {
    return Optional.ofNullable(current);
  }

  /** Seconds since the catalogue was last known to be true; NaN before that. */
  double age() {
    return current == null ? Double.NaN : (System.nanoTime() - readNanos) / 1e9;
  }

  void start() {
    loop.execute(this::look);
  }

  CompletableFuture<Catalog> fresh() {
    CompletableFuture<Catalog> future = new CompletableFuture<>();
    loop.execute(
        () -> {
          waiting.add(future);
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
          if (connection != null) {
            connection.close();
          }
          answer(List.copyOf(waiting), null);
        });
  }

  /** Looks as soon as it may, unless it is looking: then once more behind that. */
  private void soon() {
    if (busy || closed) {
      return;
    }
    long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
    schedule(Math.max(0, (failing ? backOff : AT_LEAST_MILLIS) - since));
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
    begunNanos = System.nanoTime();
    List<CompletableFuture<Catalog>> asked = waiting;
    waiting = new ArrayList<>();
    connect()
        .thenCompose(this::read)
        .whenComplete((catalog, failure) -> loop.execute(() -> looked(asked, catalog, failure)));
  }

  private CompletableFuture<CatalogConnection> connect() {
    CompletableFuture<CatalogConnection> done = new CompletableFuture<>();
    if (connection != null && connection.isOpen()) {
      done.complete(connection);
      return done;
    }
    Map<String, String> parameters = new java.util.LinkedHashMap<>(SETTINGS);
    parameters.put("database", upstream.database());
    dialer
        .connect(loop, upstream, parameters, 0)
        .addListener(
            (Future<UpstreamConnection> dialled) -> {
              if (!dialled.isSuccess()) {
                done.completeExceptionally(dialled.cause());
              } else if (closed) {
                dialled.getNow().discard();
                done.completeExceptionally(new IllegalStateException("closed"));
              } else {
                connection = CatalogConnection.over(dialled.getNow());
                done.complete(connection);
              }
            });
    return done;
  }

  /** Completes with the catalogue as it is now: the last one, if the probe says so. */
  private CompletableFuture<Catalog> read(CatalogConnection on) {
    return query(on, CatalogProbe.SQL)
        .thenCompose(
            answer -> {
              String now = answer.get(0).get(0);
              if (now.equals(probe) && current != null) {
                return CompletableFuture.completedFuture(current);
              }
              return readAll(on)
                  .thenApply(
                      catalog -> {
                        // What changed while it was read shows at the next probe.
                        probe = now;
                        return catalog;
                      });
            });
  }

  private CompletableFuture<Catalog> readAll(CatalogConnection on) {
    CompletableFuture<List<List<String>>> rows =
        query(
            on,
            CatalogQueries.PREPARE
                + "; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
                + String.join(";\n", CatalogQueries.ALL)
                + "; COMMIT");
    return rows.thenApplyAsync(this::build, background);
  }

  private Catalog build(List<List<String>> rows) {
    CatalogLines lines = new CatalogLines(parser, true);
    rows.forEach(lines::add);
    return lines.build();
  }

  private static CompletableFuture<List<List<String>>> query(CatalogConnection on, String sql) {
    CompletableFuture<List<List<String>>> done = new CompletableFuture<>();
    on.query(sql)
        .addListener(
            (Future<List<List<String>>> answer) -> {
              if (answer.isSuccess()) {
                done.complete(answer.getNow());
              } else {
                done.completeExceptionally(answer.cause());
              }
            });
    return done;
  }

  private void looked(List<CompletableFuture<Catalog>> asked, Catalog catalog, Throwable failure) {
    busy = false;
    if (failure == null) {
      if (failing || current == null) {
        log.info("upstream {}: its catalogue is read", upstream.name());
      }
      current = catalog;
      readNanos = System.nanoTime();
      failing = false;
      backOff = AT_LEAST_MILLIS;
    } else {
      failed(failure);
    }
    answer(asked, failure);
    if (closed) {
      return;
    }
    if (waiting.isEmpty()) {
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
      schedule(failing ? backOff : Math.max(PROBE_MILLIS, LOOKS * took));
    } else {
      soon();
    }
  }

  private void failed(Throwable failure) {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    if (!failing && !closed) {
      log.warn(
          "upstream {}: its catalogue cannot be read: {}; {}",
          upstream.name(),
          failure.getMessage(),
          current == null
              ? "its read-only tiers refuse statements"
              : "the last one stays in force");
    }
    failing = true;
    backOff = Math.min(BACK_OFF_MILLIS, backOff * 2);
  }

  private void answer(List<CompletableFuture<Catalog>> asked, Throwable failure) {
    for (CompletableFuture<Catalog> one : asked) {
      if (current != null) {
        one.complete(current);
      } else {
        one.completeExceptionally(
            failure == null ? new IllegalStateException("no catalogue was read") : failure);
      }
    }
  }
}
