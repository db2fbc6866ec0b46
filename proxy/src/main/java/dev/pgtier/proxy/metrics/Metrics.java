package dev.pgtier.proxy.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The proxy's meters; names and tags are listed in {@code docs/metrics.md}. */
public final class Metrics {
  private final MeterRegistry registry;
  private final Map<String, TierMetrics> tiers = new ConcurrentHashMap<>();
  private final Counter connections;
  private final Counter halfOpenDropped;

  public Metrics(MeterRegistry registry) {
    this.registry = registry;
    connections =
        Counter.builder("pgtier.connections")
            .description("Connections accepted")
            .register(registry);
    halfOpenDropped =
        Counter.builder("pgtier.connections.dropped")
            .description("Connections dropped before log-in, because too many were half open")
            .register(registry);
  }

  public TierMetrics tier(String name) {
    return tiers.computeIfAbsent(name, n -> new TierMetrics(registry, n));
  }

  public void connected() {
    connections.increment();
  }

  public void halfOpenDropped() {
    halfOpenDropped.increment();
  }

  /**
   * A log-in was refused.
   *
   * @param reason one of a few fixed words
   */
  public void loginFailed(String reason) {
    Counter.builder("pgtier.logins.failed")
        .description("Log-ins refused, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** An upstream could not be reached or refused our log-in. */
  public void upstreamFailed(String upstream) {
    Counter.builder("pgtier.upstream.failures")
        .description("Connections to an upstream that could not be opened")
        .tag("upstream", upstream)
        .register(registry)
        .increment();
  }

  /** Publishes how old an upstream's catalogue is. */
  public void catalogueAge(String upstream, Supplier<Number> seconds) {
    io.micrometer.core.instrument.Gauge.builder("pgtier.catalogue.age", seconds)
        .description("Time since an upstream's catalogue was last known to be true")
        .baseUnit("seconds")
        .tag("upstream", upstream)
        .register(registry);
  }

  /** An upstream's catalogue was read whole. */
  public void catalogueRead(String upstream) {
    Counter.builder("pgtier.catalogue.readings")
        .description("Times that an upstream's catalogue was read whole")
        .tag("upstream", upstream)
        .register(registry)
        .increment();
  }

  /** An upstream's catalogue could not be looked at. */
  public void catalogueFailed(String upstream) {
    Counter.builder("pgtier.catalogue.failures")
        .description("Times that an upstream's catalogue could not be looked at")
        .tag("upstream", upstream)
        .register(registry)
        .increment();
  }

  /** Publishes a number that is asked for when it is read. */
  public void gauge(String name, String description, Supplier<Number> value) {
    io.micrometer.core.instrument.Gauge.builder(name, value)
        .description(description)
        .register(registry);
  }
}
