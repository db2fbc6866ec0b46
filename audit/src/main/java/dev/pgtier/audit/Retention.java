package dev.pgtier.audit;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.chain.Scan;
import dev.pgtier.audit.chain.Special;
import dev.pgtier.audit.record.LogEvent;
import dev.pgtier.audit.seal.Rotation;
import dev.pgtier.audit.seal.SignedFiles;
import dev.pgtier.audit.seal.Stub;
import dev.pgtier.audit.search.index.Forgetting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Deletes closed files whose last record is old. First the chain says so, then a signed stub, then
 * the file goes: whatever breaks off is taken up the next time.
 */
final class Retention {
  private static final long PATIENCE_SECONDS = 60;

  private final AuditOptions options;
  private final KeyRing keys;
  private final Sealer sealer;
  private final Appender appender;

  /** Appends what the log says of itself. */
  interface Appender {
    void append(LogEvent event, Callback callback);
  }

  Retention(AuditOptions options, KeyRing keys, Sealer sealer, Appender appender) {
    this.options = options;
    this.keys = keys;
    this.sealer = sealer;
    this.appender = appender;
  }

  void deleteOld() throws IOException {
    Instant oldest = options.clock().instant().minus(options.retention().orElseThrow());
    List<LogFile> files = LogDirectory.files(options.directory());
    // The last one is being written.
    for (LogFile file : files.subList(0, Math.max(0, files.size() - 1))) {
      if (Files.getLastModifiedTime(file.path()).toInstant().isAfter(oldest)
          || !deleteIfOld(file, oldest)) {
        return;
      }
    }
  }

  private boolean deleteIfOld(LogFile file, Instant oldest) throws IOException {
    Optional<Stub> stub =
        SignedFiles.stubs(options.directory()).stream()
            .filter(known -> known.first() == file.first())
            .findFirst();
    if (stub.isEmpty()) {
      Scan scan = scan(file);
      if (scan.fault() != null || scan.records() == 0 || scan.first() != file.first()) {
        throw new IOException(file.path() + " is damaged; it is kept");
      }
      if (Instant.parse(scan.lastTime()).isAfter(oldest)) {
        return false;
      }
      write(file, scan);
    }
    delete(file);
    return true;
  }

  private static Scan scan(LogFile file) throws IOException {
    try (InputStream in = file.open()) {
      return Scan.of(in, new long[0], null);
    }
  }

  private void write(LogFile file, Scan scan) throws IOException {
    long record =
        append(
            new LogEvent.Retention(file.plainName(), scan.first(), scan.last(), scan.lastHash()));
    if (!sealer.awaitSealed(record, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS))) {
      throw new IOException("record %d is not sealed yet".formatted(record));
    }
    List<Rotation> rotations =
        scan.specials().stream()
            .filter(special -> special.event().equals(Special.KEY_ROTATED))
            .flatMap(special -> Rotation.of(special.text()).stream())
            .toList();
    Stub stub =
        Stub.sign(
            file.plainName(),
            scan.first(),
            scan.last(),
            scan.lastHash(),
            record,
            Outage.time(options.clock().instant()),
            rotations,
            keys.at(record));
    String line = stub.line().text() + "\n";
    try (AppendFile stubs =
        LineFile.open(Opener.DISK, options.directory().resolve(LogDirectory.RETENTION))) {
      stubs.append(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), true);
    }
  }

  private long append(LogEvent event) throws IOException {
    CompletableFuture<Long> seq = new CompletableFuture<>();
    appender.append(
        event,
        new Callback() {
          @Override
          public void safe(long number) {
            seq.complete(number);
          }

          @Override
          public void failed(AuditUnavailable reason) {
            seq.completeExceptionally(reason);
          }
        });
    try {
      return seq.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the log does not take the record about it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopping", e);
    }
  }

  private void delete(LogFile file) throws IOException {
    for (LogFile form : LogDirectory.all(options.directory())) {
      if (form.first() == file.first()) {
        Files.delete(form.path());
      }
    }
    Files.deleteIfExists(file.checkpoints());
    Forgetting.forget(options.directory(), file.first());
    LogDirectory.sync(options.directory());
    options.metrics().deleted(file.name());
  }
}
