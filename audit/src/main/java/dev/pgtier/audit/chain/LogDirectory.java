package dev.pgtier.audit.chain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The directory that holds one chain. */
public final class LogDirectory {
  /** What was deleted, signed. */
  public static final String RETENTION = "retention.jsonl";

  private LogDirectory() {}

  /**
   * The files of the log in their order. Where a file stands there plain and compressed, because
   * compressing it was interrupted, the plain one is listed.
   */
  public static List<LogFile> files(Path directory) throws IOException {
    List<LogFile> files = all(directory);
    List<LogFile> one = new ArrayList<>();
    for (LogFile file : files) {
      if (one.isEmpty() || one.get(one.size() - 1).first() != file.first()) {
        one.add(file);
      }
    }
    return one;
  }

  /** As {@link #files}, but with compressed files of which the plain one is there too. */
  public static List<LogFile> all(Path directory) throws IOException {
    List<LogFile> files = new ArrayList<>();
    for (Path entry : entries(directory)) {
      files.add(LogFile.of(entry));
    }
    files.removeIf(Objects::isNull);
    files.sort(Comparator.comparingLong(LogFile::first).thenComparing(LogFile::compressed));
    return files;
  }

  /** The files of checkpoints in their order, also those whose file of the log is not there. */
  public static List<Path> checkpoints(Path directory) throws IOException {
    List<Path> files = entries(directory);
    files.removeIf(entry -> LogFile.ofCheckpoints(entry) == null);
    files.sort(Comparator.naturalOrder());
    return files;
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(all::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return all;
  }

  /** Makes the names in a directory safe on disk. */
  public static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
