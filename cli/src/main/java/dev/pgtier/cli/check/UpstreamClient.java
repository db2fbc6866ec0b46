package dev.pgtier.cli.check;

import dev.pgtier.proxy.catalog.CatalogConnection;
import dev.pgtier.proxy.loop.Blocking;
import dev.pgtier.proxy.loop.Transport;
import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import dev.pgtier.proxy.upstream.UpstreamException;
import dev.pgtier.proxy.upstream.UpstreamSecurity;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A session at an upstream, opened as the proxy opens its own: the same dialler, TLS and log-in, so
 * that what works here works there. It only reads. Its calls block, and one thread makes them.
 */
public final class UpstreamClient implements AutoCloseable {
  private static final int ANSWER_SECONDS = 60;

  /** The server's own objects come first whatever the role or the database says otherwise. */
  private static final Map<String, String> PINS =
      Map.of(
          "application_name", "pgtier check",
          "client_encoding", "UTF8",
          "standard_conforming_strings", "on",
          "default_transaction_read_only", "on",
          "search_path", "pg_catalog",
          "lock_timeout", "5s",
          "statement_timeout", "60s");

  private final EventLoopGroup loops;
  private final ExecutorService blocking;
  private final Upstream upstream;
  private final Channel channel;
  private final CatalogConnection connection;

  private UpstreamClient(
      EventLoopGroup loops, ExecutorService blocking, UpstreamConnection dialled) {
    this.loops = loops;
    this.blocking = blocking;
    this.upstream = dialled.upstream();
    this.channel = dialled.channel();
    this.connection = CatalogConnection.over(dialled);
  }

  /**
   * Logs in.
   *
   * @throws IOException if that fails; the message is a sentence for a person
   */
  public static UpstreamClient open(Upstream upstream) throws IOException, InterruptedException {
    UpstreamSecurity security = UpstreamSecurity.load(List.of(upstream));
    Transport transport = Transport.best();
    EventLoopGroup loops = transport.group(1, "pgtier-check");
    ExecutorService blocking = Blocking.executor(1);
    try {
      Dialer dialer = new Dialer(transport, blocking, security, WriteBufferWaterMark.DEFAULT);
      Map<String, String> parameters = new LinkedHashMap<>(PINS);
      parameters.put("database", upstream.database());
      Future<UpstreamConnection> dialled =
          dialer.connect(loops.next(), upstream, parameters, 0).await();
      if (dialled.isSuccess()) {
        return new UpstreamClient(loops, blocking, dialled.getNow());
      }
      throw new IOException(explain(upstream, dialled.cause()), dialled.cause());
    } catch (IOException | InterruptedException | RuntimeException e) {
      stop(loops, blocking);
      throw e;
    }
  }

  /**
   * Runs one statement.
   *
   * @return its rows, every value as text, null as the empty text
   * @throws IOException if the server refuses it or is gone; the message is a sentence for a person
   */
  List<List<String>> rows(String sql) throws IOException, InterruptedException {
    CompletableFuture<List<List<String>>> answer = new CompletableFuture<>();
    channel
        .eventLoop()
        .execute(
            () ->
                connection
                    .query(sql, Duration.ofSeconds(ANSWER_SECONDS))
                    .whenComplete(
                        (rows, failure) -> {
                          if (failure == null) {
                            answer.complete(rows);
                          } else {
                            answer.completeExceptionally(failure);
                          }
                        }));
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the server did not answer within " + ANSWER_SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    connection.close();
    channel.closeFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
    stop(loops, blocking);
  }

  private static void stop(EventLoopGroup loops, ExecutorService blocking) {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    blocking.shutdownNow();
  }

  private static String explain(Upstream upstream, Throwable cause) {
    if (!(cause instanceof UpstreamException why)) {
      return "%s cannot be reached: %s".formatted(where(upstream), cause.getMessage());
    }
    return switch (why.kind()) {
      case UNREACHABLE -> "%s cannot be used: %s".formatted(where(upstream), why.getMessage());
      case LOGIN ->
          "%s does not let %s in: %s".formatted(where(upstream), upstream.user(), why.getMessage());
      case SERVER -> {
        why.response().release();
        yield "%s begins no session for %s: %s"
            .formatted(where(upstream), upstream.user(), why.getMessage());
      }
    };
  }

  /** Host, port and database, and whether anybody could listen. */
  public String where() {
    String tls = upstream.host().startsWith("/") ? "" : tls(upstream.tls());
    return where(upstream) + "/" + upstream.database() + tls;
  }

  private static String tls(Upstream.TlsMode mode) {
    return mode == Upstream.TlsMode.DISABLE
        ? " (no TLS)"
        : " (TLS, " + mode.name().toLowerCase(Locale.ROOT).replace('_', '-') + ")";
  }

  private static String where(Upstream upstream) {
    return upstream.host().startsWith("/")
        ? upstream.host() + "/.s.PGSQL." + upstream.port()
        : (upstream.host().contains(":") ? "[" + upstream.host() + "]" : upstream.host())
            + ":"
            + upstream.port();
  }
}
