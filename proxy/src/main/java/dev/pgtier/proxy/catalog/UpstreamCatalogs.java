package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.proxy.metrics.Metrics;
import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.Upstream;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Watches the catalogue of each upstream that a read-only tier uses. */
public final class UpstreamCatalogs implements Catalogs, AutoCloseable {
  private final Map<String, Upstream> upstreams;
  private final Dialer dialer;
  private final EventLoopGroup loops;
  private final Executor background;
  private final Function<String, Reading> parser;
  private final Metrics metrics;
  private final Map<String, UpstreamCatalog> catalogs = new ConcurrentHashMap<>();
  private final Set<String> published = ConcurrentHashMap.newKeySet();

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

  /** Begins to watch those that {@code tiers} need and that are not watched yet. */
  public void watch(Collection<Tier> tiers) {
    needed(tiers).forEach(name -> catalogs.computeIfAbsent(name, this::begin));
  }

  /** Ends watching those that {@code tiers} do not need; their connections are closed. */
  public void watchNoOthers(Collection<Tier> tiers) {
    Set<String> needed = needed(tiers);
    for (String name : List.copyOf(catalogs.keySet())) {
      if (!needed.contains(name)) {
        catalogs.remove(name).close();
      }
    }
  }

  private static Set<String> needed(Collection<Tier> tiers) {
    return tiers.stream()
        .filter(tier -> tier.mode() == Mode.READ_ONLY)
        .map(Tier::upstream)
        .collect(Collectors.toSet());
  }

  private UpstreamCatalog begin(String name) {
    EventLoop loop = loops.next();
    CatalogReader reader =
        new CatalogReader(upstreams.get(name), dialer, loop, background, parser, metrics);
    UpstreamCatalog catalog = new UpstreamCatalog(name, loop, reader, metrics);
    if (published.add(name)) {
      metrics.catalogueAge(name, () -> age(name));
    }
    catalog.start();
    return catalog;
  }

  private double age(String name) {
    UpstreamCatalog catalog = catalogs.get(name);
    return catalog == null ? Double.NaN : catalog.age();
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
    Upstream where = upstreams.get(upstream);
    catalogs.forEach(
        (name, catalog) -> {
          if (isSameDatabase(where, upstreams.get(name))) {
            catalog.changed();
          }
        });
  }

  /** A tier that deploys has an upstream of its own, of the database that others read. */
  private static boolean isSameDatabase(Upstream one, Upstream other) {
    return one.host().equals(other.host())
        && one.port() == other.port()
        && one.database().equals(other.database());
  }

  @Override
  public void close() {
    catalogs.values().forEach(UpstreamCatalog::close);
  }
}
