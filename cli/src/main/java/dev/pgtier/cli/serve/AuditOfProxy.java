package dev.pgtier.cli.serve;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Callback;
import dev.pgtier.audit.record.Reload;
import dev.pgtier.audit.stream.LogStream;
import dev.pgtier.cli.Build;
import dev.pgtier.cli.config.Audit;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.redact.SecretRedactor;
import dev.pgtier.proxy.metrics.AuditMeters;
import dev.pgtier.proxy.metrics.AuditStreamMeters;
import dev.pgtier.proxy.record.Recorder;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The audit log of a proxy that runs; it is closed after the proxy. */
public final class AuditOfProxy implements Closeable {
  /** For a measurement without a log. */
  public static final AuditOfProxy NONE = new AuditOfProxy(null, Recorder.NONE, null);

  private final AuditLog log;
  private final Recorder recorder;
  private final LogStream stream;

  private AuditOfProxy(AuditLog log, Recorder recorder, LogStream stream) {
    this.log = log;
    this.recorder = recorder;
    this.stream = stream;
  }

  /**
   * Opens the log, or begins one.
   *
   * @param say told what goes wrong with it later, a line each
   * @throws IOException with a sentence for whoever started the program
   */
  public static AuditOfProxy open(Audit audit, MeterRegistry registry, Consumer<String> say)
      throws IOException {
    AuditLog log =
        AuditLog.open(audit.options(SecretRedactor::redact, new AuditMeters(registry, say)));
    AuditMeters.waiting(registry, log::waitingBytes);
    Recorder recorder = Recorder.of(log, audit.parameters(), audit.parameterBytes());
    try {
      return new AuditOfProxy(log, recorder, stream(audit, registry, say));
    } catch (IOException e) {
      log.close();
      throw new IOException("the audit's stream does not start: " + e.getMessage(), e);
    }
  }

  private static LogStream stream(Audit audit, MeterRegistry registry, Consumer<String> say)
      throws IOException {
    if (audit.stream().isEmpty()) {
      return null;
    }
    return LogStream.start(
        audit.stream()
            .get()
            .options(
                audit.directory(),
                Build.current().version(),
                new AuditStreamMeters(registry, say)));
  }

  /** What the proxy records to. */
  public Recorder recorder() {
    return recorder;
  }

  /**
   * The tiers were read.
   *
   * @param by {@code start}, {@code SIGHUP} or {@code admin}
   * @param inForce the tiers that hold now
   * @param mistakes why others do not; empty where they do
   */
  public void read(String by, Collection<Tier> inForce, List<String> mistakes) {
    if (log != null) {
      Map<String, String> hashes =
          inForce.stream().collect(Collectors.toMap(Tier::name, Tier::hash));
      log.append(new Reload(by, mistakes.isEmpty(), hashes, mistakes), Callback.NONE);
    }
  }

  /** Whether there is a log at all. */
  public boolean isOpen() {
    return log != null;
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
    if (stream != null) {
      stream.close();
    }
  }
}
