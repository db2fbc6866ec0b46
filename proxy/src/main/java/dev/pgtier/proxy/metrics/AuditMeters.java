package dev.pgtier.proxy.metrics;

import dev.pgtier.audit.AuditMetrics;
import dev.pgtier.audit.AuditUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The audit log's meters; names and tags are listed in {@code docs/metrics.md}. */
public final class AuditMeters implements AuditMetrics {
  private static final String WRITABLE = "pgtier.audit.writable";

  private final MeterRegistry registry;
  private final Consumer<String> say;
  private final Counter records;
  private final Counter bytes;
  private final Counter refused;
  private final Counter dropped;
  private final Timer sync;
  private final AtomicInteger writable = new AtomicInteger(1);

  /**
   * Registers them.
   *
   * @param say told what an operator must know, a line each
   */
  public AuditMeters(MeterRegistry registry, Consumer<String> say) {
    this.registry = registry;
    this.say = say;
    records = counter("pgtier.audit.records", "Records in the audit log");
    bytes =
        Counter.builder("pgtier.audit.written")
            .description("Bytes of records in the audit log")
            .baseUnit("bytes")
            .register(registry);
    refused =
        counter(
            "pgtier.audit.refused",
            "Statements and log-ins that did not happen, because they could not be recorded");
    dropped =
        counter("pgtier.audit.dropped", "Events that happened and of which nothing is recorded");
    sync =
        Timer.builder("pgtier.audit.sync")
            .description("Time until the disk had a group of records")
            .publishPercentileHistogram()
            .register(registry);
    Gauge.builder(WRITABLE, writable, AtomicInteger::get)
        .description("Whether the audit log can be written: 1 or 0")
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** Why nothing can be recorded; empty if it can, or if there is no log. */
  public static String trouble(MeterRegistry registry) {
    Gauge writable = registry.find(WRITABLE).gauge();
    return writable == null || writable.value() > 0
        ? ""
        : "it cannot be written, and statements are refused until it can";
  }

  /** Publishes how many bytes wait to be written. */
  public static void waiting(MeterRegistry registry, Supplier<Number> waitingBytes) {
    Gauge.builder("pgtier.audit.waiting", waitingBytes)
        .description("Records that wait to be written")
        .baseUnit("bytes")
        .register(registry);
  }

  @Override
  public void recorded(int count, int length) {
    records.increment(count);
    bytes.increment(length);
  }

  @Override
  public void synced(long nanos) {
    sync.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void unavailable(AuditUnavailable.Reason reason, String detail) {
    writable.set(0);
    say.accept("the audit log cannot be written, statements are refused: " + detail);
  }

  @Override
  public void turnedAway(boolean happened) {
    (happened ? dropped : refused).increment();
  }

  @Override
  public void available(long refusedRecords, long droppedRecords) {
    writable.set(1);
    say.accept(
        "the audit log can be written again; %d statements and log-ins were refused"
            .formatted(refusedRecords));
  }

  @Override
  public void taskFailed(String task, String detail) {
    Counter.builder("pgtier.audit.failures")
        .description("Work beside writing that failed and is tried again")
        .tag("task", task)
        .register(registry)
        .increment();
    say.accept("audit: " + task + ": " + detail);
  }
}
