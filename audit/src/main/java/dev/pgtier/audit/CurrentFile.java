package dev.pgtier.audit;

import dev.pgtier.audit.chain.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The file that is written to, until it is large or old enough for the next. */
final class CurrentFile {
  private static final long TRY_AGAIN = TimeUnit.SECONDS.toNanos(2);

  private final AuditOptions options;
  private final Opener opener;
  private final Sealer sealer;
  private AppendFile file;
  private Instant began;

  /** When a rotation that failed is tried again, in nanoseconds; 0 where none has. */
  private long nextTry;

  CurrentFile(AuditOptions options, Opener opener, Sealer sealer, AppendFile file) {
    this.options = options;
    this.opener = opener;
    this.sealer = sealer;
    this.file = file;
    this.began = options.clock().instant();
  }

  AppendFile now() {
    return file;
  }

  /** Whether so many bytes more may make it due for rotation. */
  boolean isNearlyFull(long bytes) {
    return file.end() + bytes > options.rotateBytes() || isOld();
  }

  /** Makes the next file the current one where it is time; what is in {@code batch} goes there. */
  void rotateIfDue(Batch batch) {
    if (file.end() > 0 && isNearlyFull(batch.length())) {
      rotate(batch.first());
    }
  }

  private boolean isOld() {
    return options.rotateAge().isPresent()
        && !options.clock().instant().isBefore(began.plus(options.rotateAge().get()));
  }

  /** Goes on in a new file; where that cannot be made, in the old one, and tries again later. */
  private void rotate(long first) {
    if (nextTry != 0 && System.nanoTime() - nextTry < 0) {
      return;
    }
    Path path = options.directory().resolve(LogFile.name(first));
    try {
      AppendFile next = AppendFile.create(opener, path);
      sealer.closed(next);
      file = next;
      began = options.clock().instant();
      nextTry = 0;
      options.metrics().rotated(next.name());
    } catch (IOException e) {
      nextTry = System.nanoTime() + TRY_AGAIN;
      options.metrics().taskFailed("rotate", DiskErrors.describe(e));
    }
  }
}
