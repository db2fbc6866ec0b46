package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.CatalogQueries;
import dev.pgtier.proxy.catalog.CatalogBuilder.Built;
import dev.pgtier.proxy.metrics.Metrics;
import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import dev.pgtier.proxy.upstream.UpstreamException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Reads one upstream's catalogue over a connection that it keeps; its event loop owns it, and one
 * look is over before the next begins. A probe tells whether the catalogue has changed: all of it
 * is read only then, and now and then in any case.
 */
final class CatalogReader {
  private static final Duration ALWAYS = Duration.ofMinutes(5);
  private static final Duration AGAIN_IF_NOT_WHOLE = Duration.ofSeconds(30);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(30);
  private static final Duration READING_PATIENCE = Duration.ofMinutes(2);

  private static final String READ_ALL =
      CatalogQueries.PREPARE
          + "; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
          + String.join(";\n", CatalogQueries.ALL)
          + "; COMMIT";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "application_name", "pgtier catalogue",
          "client_encoding", "UTF8",
          "default_transaction_read_only", "on",
          "idle_session_timeout", "0",
          "statement_timeout", "60000",
          "search_path", "pg_catalog");

  private final Upstream upstream;
  private final Dialer dialer;
  private final EventLoop loop;
  private final Executor background;
  private final Metrics metrics;
  private final CatalogBuilder builder;
  private CatalogConnection connection;
  private boolean closed;
  private Catalog last;
  private String probe = "";
  private long readAgainAt;

  CatalogReader(
      Upstream upstream,
      Dialer dialer,
      EventLoop loop,
      Executor background,
      Function<String, Reading> parser,
      Metrics metrics) {
    this.upstream = upstream;
    this.dialer = dialer;
    this.loop = loop;
    this.background = background;
    this.metrics = metrics;
    this.builder = new CatalogBuilder(parser);
  }

  /** The catalogue as it is now: the last one, if the probe says so. */
  CompletableFuture<Catalog> look() {
    return connect()
        .thenCompose(
            on ->
                on.query(CatalogProbe.SQL, PROBE_PATIENCE)
                    .thenCompose(answer -> read(on, answer.get(0).get(0))));
  }

  private CompletableFuture<Catalog> read(CatalogConnection on, String now) {
    if (last != null && now.equals(probe) && System.nanoTime() - readAgainAt < 0) {
      return CompletableFuture.completedFuture(last);
    }
    return on.query(READ_ALL, READING_PATIENCE)
        .thenApplyAsync(builder::build, background)
        .thenApplyAsync(built -> took(built, now), loop);
  }

  /** What changed since {@code before}, while it was read, shows at the next probe. */
  private Catalog took(Built built, String before) {
    metrics.catalogueRead(upstream.name());
    probe = before;
    last = built.catalog();
    readAgainAt = System.nanoTime() + (built.whole() ? ALWAYS : AGAIN_IF_NOT_WHOLE).toNanos();
    return last;
  }

  private CompletableFuture<CatalogConnection> connect() {
    if (connection != null && connection.isOpen()) {
      return CompletableFuture.completedFuture(connection);
    }
    CompletableFuture<CatalogConnection> done = new CompletableFuture<>();
    Map<String, String> parameters = new LinkedHashMap<>(SETTINGS);
    parameters.put("database", upstream.database());
    dialer
        .connect(loop, upstream, parameters, 0)
        .addListener(
            (Future<UpstreamConnection> dialled) -> {
              if (!dialled.isSuccess()) {
                UpstreamException.release(dialled.cause());
                done.completeExceptionally(dialled.cause());
              } else if (closed) {
                dialled.getNow().discard();
                done.completeExceptionally(new IOException("closed"));
              } else {
                connection = CatalogConnection.over(dialled.getNow());
                done.complete(connection);
              }
            });
    return done;
  }

  /** Gives the connection up; the next look opens another. */
  void disconnect() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  void close() {
    closed = true;
    disconnect();
  }
}
