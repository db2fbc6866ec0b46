package dev.pgtier.proxy.metrics;

import dev.pgtier.audit.stream.StreamMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The meters of the audit's stream; names are listed in {@code docs/metrics.md}. */
public final class AuditStreamMeters implements StreamMetrics {
  private final Consumer<String> say;
  private final Counter sent;
  private final Counter failures;
  private final AtomicLong behind = new AtomicLong();

  /**
   * Registers them.
   *
   * @param say told what an operator must know, a line each
   */
  public AuditStreamMeters(MeterRegistry registry, Consumer<String> say) {
    this.say = say;
    sent =
        Counter.builder("pgtier.audit.stream.sent")
            .description("Messages that the audit's stream sent")
            .register(registry);
    failures =
        Counter.builder("pgtier.audit.stream.failures")
            .description("Times that the audit's stream could not send and began to try again")
            .register(registry);
    Gauge.builder("pgtier.audit.stream.behind", behind, AtomicLong::get)
        .description("Bytes of the audit log that the stream has not read yet")
        .baseUnit("bytes")
        .register(registry);
  }

  @Override
  public void sent(int messages) {
    sent.increment(messages);
  }

  @Override
  public void behind(long bytes) {
    behind.set(bytes);
  }

  @Override
  public void failed(String detail) {
    failures.increment();
    say.accept("warning: the audit's stream waits: " + detail);
  }
}
