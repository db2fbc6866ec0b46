package dev.pgtier.audit.verify;

import dev.pgtier.audit.chain.Fault;
import dev.pgtier.audit.chain.GzipWriter;
import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.chain.Scan;
import dev.pgtier.audit.seal.Checkpoint;
import dev.pgtier.audit.seal.DamagedLineException;
import dev.pgtier.audit.seal.SignedFiles;
import dev.pgtier.audit.seal.Stub;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Says whether the log of a directory is whole. It reads every byte of it: lines are hashed in
 * parallel and their links followed in order; then checkpoints, stubs and changes of key are held
 * against what was read. The first thing that is wrong, in the order of the records, is named.
 */
public final class Verifier {
  private static final int ATTEMPTS = 3;
  private static final long GROWTH_MILLIS = 150;

  /** After so long without a change nobody writes to a file. */
  private static final Duration STILL = Duration.ofSeconds(2);

  private final Path directory;
  private final PublicKey trusted;
  private final List<Path> elsewhere;
  private final ExecutorService workers;
  private final ScanCache cache;

  /**
   * A verifier of one directory.
   *
   * @param elsewhere files with checkpoints that were kept in another place
   * @param workers that hash; null to do it on the calling thread
   */
  public Verifier(
      Path directory, PublicKey trusted, List<Path> elsewhere, ExecutorService workers) {
    this(directory, trusted, elsewhere, workers, null);
  }

  /**
   * A verifier that reads no file which it finds in the cache.
   *
   * @param cache null to read every byte
   */
  public Verifier(
      Path directory,
      PublicKey trusted,
      List<Path> elsewhere,
      ExecutorService workers,
      ScanCache cache) {
    this.directory = directory;
    this.trusted = trusted;
    this.elsewhere = List.copyOf(elsewhere);
    this.workers = workers;
    this.cache = cache;
  }

  /**
   * Reads the log.
   *
   * @throws IOException where the directory or a file of checkpoints cannot be read at all
   */
  public Report verify() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt();
      } catch (DamagedLineException e) {
        Report.Finding finding =
            new Report.Finding(Report.Kind.SIGNATURE, 0, "what is signed", e.getMessage());
        return new Report(Report.Status.BROKEN, Optional.of(finding), 0, 0, 0, 0, 0);
      } catch (NoSuchFileException e) {
        // The log's process compresses or deletes files while they are read.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Report attempt() throws IOException {
    // Before the log, so that no checkpoint is newer than what is read of it.
    List<Sealed> checkpoints = checkpoints();
    List<Stub> stubs = SignedFiles.stubs(directory);
    Walk walk = new Walk(stubs, checkpoints);
    for (LogFile file : LogDirectory.files(directory)) {
      if (!walk.holds()) {
        break;
      }
      walk.file(file, scan(file, walk.asked()));
    }
    if (walk.holds()) {
      twice(walk);
    }
    if (walk.holds() && walk.last() == 0 && checkpoints.isEmpty() && stubs.isEmpty()) {
      walk.find(
          new Report.Finding(
              Report.Kind.MISSING,
              1,
              directory.toString(),
              "there is no record in it: it is no audit log, or all of it was deleted"));
    }
    return new Judge(trusted, stubs, checkpoints, walk).report();
  }

  /** Also those of files that are not there any more. */
  private List<Sealed> checkpoints() throws IOException {
    List<Sealed> all = new ArrayList<>();
    for (Path file : LogDirectory.checkpoints(directory)) {
      add(all, file);
    }
    for (Path file : elsewhere) {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      add(all, file);
    }
    all.sort(Comparator.comparingLong(Sealed::seq));
    return all;
  }

  private static void add(List<Sealed> all, Path file) throws IOException {
    int line = 0;
    for (Checkpoint checkpoint : SignedFiles.checkpoints(file)) {
      line++;
      all.add(new Sealed(checkpoint, "line %d of %s".formatted(line, file)));
    }
  }

  private Walk.Looked scan(LogFile file, long[] asked) throws IOException {
    String stamp = cache == null ? null : ScanCache.stamp(file.path());
    Scan known = cache == null ? null : cache.find(file, stamp, asked);
    if (known != null) {
      return new Walk.Looked(known, null);
    }
    try (InputStream in = file.open()) {
      Scan scan = Scan.of(in, asked, workers);
      if (cache != null) {
        cache.keep(file, stamp, scan);
      }
      boolean cut = scan.fault() != null && scan.fault().kind() == Fault.Kind.CUT;
      return new Walk.Looked(cut && grows(file) ? scan.withoutFault() : scan, null);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      return new Walk.Looked(null, e);
    }
  }

  /** Whether the log's process is writing, so that the end of a line may be on its way. */
  private static boolean grows(LogFile file) throws IOException {
    Instant changed = Files.getLastModifiedTime(file.path()).toInstant();
    if (changed.isBefore(Instant.now().minus(STILL))) {
      return false;
    }
    long size = Files.size(file.path());
    try {
      Thread.sleep(GROWTH_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Files.size(file.path()) != size;
  }

  /** A file that is there plain and compressed must be the same in both. */
  private void twice(Walk walk) throws IOException {
    LogFile before = null;
    for (LogFile file : LogDirectory.all(directory)) {
      if (before != null && before.first() == file.first() && !GzipWriter.isSame(before, file)) {
        walk.find(
            new Report.Finding(
                Report.Kind.CHANGED,
                file.first(),
                file.name(),
                "it is not the same as " + before.name()));
        return;
      }
      before = file;
    }
  }
}
