package dev.pgtier.audit.review;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.verify.Report;
import dev.pgtier.audit.verify.ScanCache;
import dev.pgtier.audit.verify.Verifier;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Verifies the log for the badge, on one thread, while somebody looks: when the directory has
 * changed, at most every few seconds, and of closed files only those that it has not read yet.
 * Everything is read anew once an hour.
 */
final class ChainWatch implements Closeable {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration ANEW = Duration.ofHours(1);

  private final Path directory;
  private final PublicKey key;
  private final List<Path> elsewhere;
  private final ExecutorService worker;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Seen seen = new Seen(Chain.CHECKING, "", Instant.MIN);
  private ScanCache cache = new ScanCache();
  private Instant began = Instant.MIN;
  private final Set<Path> begun = new LinkedHashSet<>();

  ChainWatch(Path directory, PublicKey key, List<Path> elsewhere) {
    this.directory = directory;
    this.key = key;
    this.elsewhere = elsewhere;
    this.worker =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "pgtier-review-verify");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * How the chain was seen last.
   *
   * @param state {@code checking}, {@code whole}, {@code unsealed}, {@code broken}, {@code unknown}
   * @param record that the finding concerns, 0 where there is none
   */
  record Chain(
      String state,
      String text,
      long record,
      String place,
      String what,
      long records,
      long first,
      long last,
      long unsealed,
      long deleted,
      Instant checked,
      long millis) {
    static final Chain CHECKING = new Chain("checking", "", 0, null, null, 0, 0, 0, 0, 0, null, 0);

    static Chain unknown(String why) {
      return new Chain("unknown", why, 0, null, null, 0, 0, 0, 0, 0, Instant.now(), 0);
    }

    static Chain of(Report report, Duration took) {
      return new Chain(
          report.status().name().toLowerCase(Locale.ROOT),
          report.text(),
          report.finding().map(Report.Finding::record).orElse(0L),
          report.finding().map(Report.Finding::place).orElse(null),
          report.finding().map(Report.Finding::what).orElse(null),
          report.records(),
          report.first(),
          report.last(),
          report.unsealed(),
          report.deleted(),
          Instant.now(),
          took.toMillis());
    }
  }

  private record Seen(Chain chain, String version, Instant at) {}

  /** What was found last; looks again in the background where that may be no longer so. */
  Chain chain() {
    Seen last = seen;
    if (Instant.now().isAfter(last.at().plus(PAUSE)) && busy.compareAndSet(false, true)) {
      worker.execute(this::look);
    }
    return last.chain();
  }

  private void look() {
    try {
      Instant now = Instant.now();
      String version = version(directory);
      boolean anew = now.isAfter(began.plus(ANEW));
      if (version.equals(seen.version()) && !anew) {
        return;
      }
      if (anew) {
        cache = new ScanCache();
        began = now;
      }
      Report report = new Verifier(directory, key, places(), null, cache).verify();
      Chain chain = Chain.of(report, Duration.between(now, Instant.now()));
      seen = new Seen(chain, version, Instant.now());
    } catch (IOException | RuntimeException e) {
      seen = new Seen(Chain.unknown("the log cannot be verified: " + e), "", Instant.now());
    } finally {
      busy.set(false);
    }
  }

  /** A place has no file before its first checkpoint; one that was there must stay. */
  private List<Path> places() {
    elsewhere.stream().filter(Files::exists).forEach(begun::add);
    return List.copyOf(begun);
  }

  /** Another text whenever a file of the log has changed, and cheap to have. */
  static String version(Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    for (LogFile file : LogDirectory.all(directory)) {
      for (Path path : List.of(file.path(), file.checkpoints())) {
        try {
          text.append(path.getFileName()).append(ScanCache.stamp(path));
        } catch (NoSuchFileException e) {
          // Compressed or deleted since it was listed, or nothing of it is sealed yet.
          text.append(path.getFileName()).append('-');
        }
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
