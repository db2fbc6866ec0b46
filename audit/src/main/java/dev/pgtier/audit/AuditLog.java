package dev.pgtier.audit;

import dev.pgtier.audit.record.AuditRecord;
import dev.pgtier.audit.record.LogEvent;
import dev.pgtier.audit.record.SqlText;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The log of one directory. Any thread may append and none waits for another: what a record became
 * is told to its callback. One process at a time has a directory open.
 */
public final class AuditLog implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Parts parts;
  private final AuditMetrics metrics;
  private final ThreadLocal<Encoder> encoder;

  private AuditLog(AuditOptions options, Parts parts) {
    this.parts = parts;
    this.metrics = options.metrics();
    this.encoder = ThreadLocal.withInitial(() -> encoder(options));
  }

  /**
   * Opens a log, or begins one. It reads the last file, so that this may take a second.
   *
   * @throws AuditLogException with a sentence for whoever started the program
   */
  public static AuditLog open(AuditOptions options) throws AuditLogException {
    return open(options, Opener.DISK);
  }

  static AuditLog open(AuditOptions options, Opener opener) throws AuditLogException {
    Parts parts = Parts.open(options, opener);
    AuditLog log = new AuditLog(options, parts);
    parts.start(log::appendOwn);
    try {
      for (LogEvent.Repaired repaired : parts.found().repaired()) {
        log.appendAndWait(repaired);
      }
      log.appendAndWait(
          new LogEvent.LogOpened(parts.keys().current().id(), ProcessHandle.current().pid()));
      return log;
    } catch (IOException e) {
      log.close();
      throw new AuditLogException(
          "cannot write to the audit log in %s: %s".formatted(options.directory(), e.getMessage()),
          e);
    }
  }

  static Encoder encoder(AuditOptions options) {
    return new Encoder(options.clock(), new SqlText(options.redactor(), options.sqlBytes()));
  }

  /**
   * Hands a record to the writer. What it answers is for what follows, not for this record: where
   * it is false, its caller should read nothing more from its client until {@link #whenRoom} tells
   * it; a caller that goes on is refused at twice the bound.
   *
   * @param callback told on the log's own thread or on one that {@link #help}s, or, where the
   *     record is refused at once, before this returns
   */
  public boolean append(AuditRecord record, Callback callback) {
    return append(record, callback, true);
  }

  /**
   * As {@link #append}, but nobody is woken: its caller says {@link #help} when it has handed over
   * all that it has. One that forgets to waits some milliseconds longer.
   */
  public boolean prepare(AuditRecord record, Callback callback) {
    return append(record, callback, false);
  }

  /**
   * Sees to it that what waits is written: at once and on this thread, where nobody else is
   * writing, the disk has not been slow of late, and the operating system's word is enough; else by
   * the log's own thread. Two changes of threads are longer than a write.
   */
  public void help() {
    parts.help();
  }

  private boolean append(AuditRecord record, Callback callback, boolean wake) {
    byte[] body = encoder.get().encode(record);
    Intake.Answer answer =
        parts.intake().offer(new Entry(body, record.hasHappened(), callback), wake);
    return switch (answer) {
      case TAKEN -> true;
      case TAKEN_FULL -> false;
      case REFUSED -> {
        metrics.turnedAway(record.hasHappened());
        callback.failed(new AuditUnavailable(AuditUnavailable.Reason.QUEUE_FULL));
        yield false;
      }
      case CLOSED -> {
        callback.failed(new AuditUnavailable(AuditUnavailable.Reason.CLOSED));
        yield false;
      }
    };
  }

  private void appendOwn(LogEvent event, Callback callback) {
    append(event, callback);
  }

  /** Runs {@code action} once, soon, on the log's own thread, as soon as there is room. */
  public void whenRoom(Runnable action) {
    parts.intake().whenRoom(action);
  }

  public boolean hasRoom() {
    return parts.intake().hasRoom();
  }

  /** Bytes that wait to be written, for a gauge. */
  public long waitingBytes() {
    return parts.intake().waitingBytes();
  }

  /** How a thread turns bound values into what records have. */
  public ParameterTexts parameterTexts() {
    return parts.parameterTexts();
  }

  private void appendAndWait(LogEvent event) throws IOException {
    CompletableFuture<Long> done = new CompletableFuture<>();
    append(
        event,
        new Callback() {
          @Override
          public void safe(long seq) {
            done.complete(seq);
          }

          @Override
          public void failed(AuditUnavailable reason) {
            done.completeExceptionally(reason);
          }
        });
    parts.intake().wake();
    try {
      done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("it takes no record", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Writes what was appended, says in the log that it is closed, signs a last checkpoint, and lets
   * go of the directory. Appending afterwards fails.
   */
  @Override
  public void close() {
    parts.close(PATIENCE, () -> append(new LogEvent.LogClosed(), Callback.NONE));
  }
}
