package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.proxy.metrics.Metrics;
import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.Upstream;
import io.netty.channel.EventLoopGroup;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Watches the catalogue of each upstream that a read-only tier uses. */
public final class UpstreamCatalogs implements Catalogs, AutoCloseable {
  private final Map<String, Upstream> upstreams;
  private final Dialer dialer;
  private final EventLoopGroup loops;
  private final Executor background;
  private final Function<String, Reading> parser;
  private final Metrics metrics;
  private final Map<String, UpstreamCatalog> catalogs = new ConcurrentHashMap<>();

  /**
   * Watches none yet.
   *
   * @param background may be blocked by {@code parser}
   * @param parser reads the queries of views and other expressions
   */
  public UpstreamCatalogs(
      Map<String, Upstream> upstreams,
      Dialer dialer,
      EventLoopGroup loops,
      Executor background,
      Function<String, Reading> parser,
      Metrics metrics) {
    this.upstreams = upstreams;
    this.dialer = dialer;
    this.loops = loops;
    this.background = background;
    this.parser = parser;
    this.metrics = metrics;
  }

  /** Begins to watch those of {@code tiers} that are not watched yet. */
  public void watch(Collection<Tier> tiers) {
    tiers.stream()
        .filter(tier -> tier.mode() == Mode.READ_ONLY)
        .forEach(tier -> catalogs.computeIfAbsent(tier.upstream(), this::begin));
  }

  private UpstreamCatalog begin(String name) {
    UpstreamCatalog catalog =
        new UpstreamCatalog(upstreams.get(name), dialer, loops.next(), background, parser);
    metrics.catalogueAge(name, catalog::age);
    catalog.start();
    return catalog;
  }

  @Override
  public Optional<Catalog> current(String upstream) {
    UpstreamCatalog catalog = catalogs.get(upstream);
    return catalog == null ? Optional.empty() : catalog.current();
  }

  @Override
  public CompletableFuture<Catalog> fresh(String upstream) {
    UpstreamCatalog catalog = catalogs.get(upstream);
    return catalog == null
        ? CompletableFuture.failedFuture(new IllegalStateException("not watched: " + upstream))
        : catalog.fresh();
  }

  @Override
  public void changed(String upstream) {
    UpstreamCatalog catalog = catalogs.get(upstream);
    if (catalog != null) {
      catalog.changed();
    }
  }

  @Override
  public void close() {
    catalogs.values().forEach(UpstreamCatalog::close);
  }
}
