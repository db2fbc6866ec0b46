package dev.pgtier.proxy.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one tier's sessions count; looked up once a session, so that a statement costs no look-up.
 */
public final class TierMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final AtomicInteger sessions;
  private final Counter allowed;
  private final Counter denied;
  private final Counter failed;
  private final Counter fromClient;
  private final Counter toClient;
  private final Counter cancellations;
  private final Timer proxy;
  private final Timer upstream;

  TierMetrics(MeterRegistry registry, String tier) {
    sessions =
        registry.gauge(
            "pgtier.sessions",
            java.util.List.of(io.micrometer.core.instrument.Tag.of("tier", tier)),
            new AtomicInteger());
    allowed = statements(registry, tier, "allow");
    denied = statements(registry, tier, "deny");
    failed =
        Counter.builder("pgtier.statements.failed")
            .description("Statements that the upstream, or a refusal, ended with an error")
            .tag("tier", tier)
            .register(registry);
    fromClient = bytes(registry, tier, "from-client");
    toClient = bytes(registry, tier, "to-client");
    cancellations =
        Counter.builder("pgtier.cancellations")
            .description("Running statements that were cancelled upstream")
            .tag("tier", tier)
            .register(registry);
    proxy = timer(registry, tier, "pgtier.proxy.time", "From a statement's arrival to its sending");
    upstream =
        timer(registry, tier, "pgtier.upstream.time", "From a statement's sending to its end");
  }

  private static Counter statements(MeterRegistry registry, String tier, String verdict) {
    return Counter.builder("pgtier.statements")
        .description("Statements by verdict")
        .tag("tier", tier)
        .tag("verdict", verdict)
        .register(registry);
  }

  private static Counter bytes(MeterRegistry registry, String tier, String direction) {
    return Counter.builder("pgtier.relayed")
        .description("Bytes relayed")
        .baseUnit("bytes")
        .tag("tier", tier)
        .tag("direction", direction)
        .register(registry);
  }

  private static Timer timer(MeterRegistry registry, String tier, String name, String what) {
    return Timer.builder(name)
        .description(what)
        .tag("tier", tier)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  public void sessionStarted() {
    sessions.incrementAndGet();
  }

  public void sessionEnded() {
    sessions.decrementAndGet();
  }

  /** A statement goes upstream, {@code nanos} after its bytes were read. */
  public void allowed(long nanos) {
    allowed.increment();
    proxy.record(nanos, TimeUnit.NANOSECONDS);
  }

  public void denied() {
    denied.increment();
  }

  /** A statement has ended, {@code nanos} after it went upstream. */
  public void ended(long nanos, boolean error) {
    upstream.record(nanos, TimeUnit.NANOSECONDS);
    if (error) {
      failed.increment();
    }
  }

  public void fromClient(int bytes) {
    fromClient.increment(bytes);
  }

  public void toClient(int bytes) {
    toClient.increment(bytes);
  }

  public void cancelled() {
    cancellations.increment();
  }
}
