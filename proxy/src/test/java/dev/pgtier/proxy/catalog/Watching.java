package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.loop.Blocking;
import dev.pgtier.proxy.loop.Transport;
import dev.pgtier.proxy.metrics.Metrics;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.UpstreamSecurity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Catalogues of one database under the name {@code production}, watched as a proxy does. */
final class Watching implements AutoCloseable {
  static final String NAME = "production";

  private static Judges judges;

  private final EventLoopGroup loops = Transport.best().group(2, "watching");
  private final ExecutorService background = Blocking.executor(2);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final UpstreamCatalogs catalogs;
  private final Dialer dialer;

  Watching(Upstream upstream) throws IOException {
    dialer =
        new Dialer(
            Transport.best(),
            background,
            UpstreamSecurity.load(Set.of(upstream)),
            WriteBufferWaterMark.DEFAULT);
    Judges parsers = judges();
    Upstream other =
        new Upstream(
            "production-deploy",
            upstream.host(),
            upstream.port(),
            upstream.database(),
            "deployer",
            Optional.empty(),
            upstream.tls(),
            Optional.empty());
    catalogs =
        new UpstreamCatalogs(
            Map.of(NAME, upstream, other.name(), other),
            dialer,
            loops,
            background,
            sql -> parsers.read(sql).join(),
            new Metrics(registry));
    catalogs.watch(Set.of(tier()));
  }

  private static synchronized Judges judges() {
    if (judges == null) {
      judges = Judges.open(new Judges.Options(2, 10_000, Duration.ofSeconds(30), 1 << 20));
    }
    return judges;
  }

  static Upstream upstream(int port, String database, String user, String password) {
    return new Upstream(
        NAME,
        "127.0.0.1",
        port,
        database,
        user,
        Optional.of(Secret.of(password)),
        Upstream.TlsMode.DISABLE,
        Optional.empty());
  }

  private static Tier tier() {
    return TestProxy.tier("inspect", Mode.READ_ONLY, Set.of(), Set.of(), TestProxy.LIMITS);
  }

  UpstreamCatalogs catalogs() {
    return catalogs;
  }

  Dialer dialer() {
    return dialer;
  }

  EventLoopGroup loops() {
    return loops;
  }

  /** As it is now. */
  Catalog fresh() throws Exception {
    return catalogs.fresh(NAME).get(60, TimeUnit.SECONDS);
  }

  double counted(String meter) {
    return registry.find(meter).tag("upstream", NAME).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  double age() {
    return registry.get("pgtier.catalogue.age").tag("upstream", NAME).gauge().value();
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it does not come to pass");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Override
  public void close() {
    catalogs.close();
    loops.shutdownGracefully(50, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    background.shutdownNow();
  }
}
