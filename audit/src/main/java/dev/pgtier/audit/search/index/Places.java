package dev.pgtier.audit.search.index;

import dev.pgtier.audit.search.SearchException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where segments are read and written. Only the log's owner writes beside the log: files of anyone
 * else there would be in the way of the owner's.
 */
final class Places implements Closeable {
  /** Under the log's directory. */
  static final String NAME = "search";

  private static final String SCRATCH = "tmp-";
  private static final Duration STALE = Duration.ofHours(1);
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final List<Path> readable;
  private final Path writable;
  private final Path scratch;
  private final boolean temporary;

  private Places(List<Path> readable, Path writable, boolean temporary) throws IOException {
    this.readable = List.copyOf(readable);
    this.writable = writable;
    this.temporary = temporary;
    clearStale();
    this.scratch =
        Files.createTempDirectory(writable, SCRATCH + ProcessHandle.current().pid() + "-", OWNERS);
  }

  /**
   * @param wanted instead of the usual place
   */
  static Places open(Path log, Optional<Path> wanted) throws IOException {
    if (wanted.isPresent()) {
      Path place = wanted.get().toAbsolutePath();
      try {
        Files.createDirectories(place, OWNERS);
        return new Places(List.of(place), place, false);
      } catch (IOException e) {
        throw new SearchException("cannot write the index in " + place, e);
      }
    }
    Path usual = log.toAbsolutePath().resolve(NAME);
    Path temporary = Files.createTempDirectory("pgtier-search-", OWNERS);
    try {
      if (isOurs(log, temporary) && isMade(usual) && isOurs(usual, temporary)) {
        Places places = new Places(List.of(usual), usual, false);
        Files.delete(temporary);
        return places;
      }
    } catch (IOException e) {
      // A directory that cannot be written after all: what follows works anywhere.
    }
    List<Path> readable = new ArrayList<>(List.of(temporary));
    if (Files.isDirectory(usual, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(usual)) {
      readable.add(usual);
    }
    return new Places(readable, temporary, true);
  }

  private static boolean isOurs(Path path, Path ours) throws IOException {
    return Files.getOwner(path).equals(Files.getOwner(ours)) && Files.isWritable(path);
  }

  private static boolean isMade(Path usual) throws IOException {
    if (!Files.exists(usual, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(usual, OWNERS);
    }
    return Files.isDirectory(usual, LinkOption.NOFOLLOW_LINKS);
  }

  /** Directories that may hold segments; the one that is written comes first. */
  List<Path> readable() {
    return readable;
  }

  Path writable() {
    return writable;
  }

  /** For this process alone, while it runs. */
  Path scratch() throws IOException {
    return Files.createDirectories(scratch, OWNERS);
  }

  /** Whether what is made is lost at the end. */
  boolean temporary() {
    return temporary;
  }

  private void clearStale() throws IOException {
    Instant oldest = Instant.now().minus(STALE);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(writable, SCRATCH + "*")) {
      for (Path path : found) {
        if (Files.getLastModifiedTime(path).toInstant().isBefore(oldest) && !isAlive(path)) {
          delete(path);
        }
      }
    }
  }

  private static boolean isAlive(Path path) {
    String name = path.getFileName().toString();
    int end = name.indexOf('-', SCRATCH.length());
    String pid = end < 0 ? "" : name.substring(SCRATCH.length(), end);
    return pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  @Override
  public void close() throws IOException {
    delete(temporary ? writable : scratch);
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> found;
    try (Stream<Path> walked = Files.walk(directory)) {
      found = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : found) {
      Files.deleteIfExists(path);
    }
  }
}
