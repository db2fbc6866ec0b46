package dev.pgtier.proxy;

import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import dev.pgtier.proxy.upstream.UpstreamException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether each upstream lets the proxy in; asked often, looked at again every few seconds. */
final class Readiness {
  private static final Logger log = LoggerFactory.getLogger(Readiness.class);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PATIENCE_MILLIS = 5_000;

  private final Dialer dialer;
  private final EventLoop loop;
  private final Map<String, Upstream> upstreams = new TreeMap<>();
  private Map<String, String> last = Map.of();
  private long lookedAt;

  Readiness(Dialer dialer, EventLoop loop, Collection<Upstream> upstreams) {
    this.dialer = dialer;
    this.loop = loop;
    upstreams.forEach(upstream -> this.upstreams.put(upstream.name(), upstream));
  }

  /** By upstream, why it cannot be used; empty strings for those that can. Blocks for seconds. */
  synchronized Map<String, String> check() {
    if (last.isEmpty() || System.nanoTime() - lookedAt > FRESH_NANOS) {
      Map<String, String> now = new LinkedHashMap<>();
      upstreams.forEach((name, upstream) -> now.put(name, reason(upstream)));
      last = now;
      lookedAt = System.nanoTime();
    }
    return last;
  }

  private String reason(Upstream upstream) {
    Map<String, String> parameters =
        Map.of("database", upstream.database(), "application_name", "pgtier readiness");
    Future<UpstreamConnection> dialled = dialer.connect(loop, upstream, parameters, 0);
    dialled.addListener(
        (Future<UpstreamConnection> done) -> {
          if (done.isSuccess()) {
            done.getNow().discard();
          } else {
            UpstreamException.release(done.cause());
          }
        });
    if (!dialled.awaitUninterruptibly(PATIENCE_MILLIS)) {
      return "no answer within " + PATIENCE_MILLIS / 1000 + " s";
    }
    if (dialled.isSuccess()) {
      return "";
    }
    log.warn("upstream {} is not ready: {}", upstream.name(), dialled.cause().getMessage());
    return "cannot be used; pgtier's log has the reason";
  }
}
