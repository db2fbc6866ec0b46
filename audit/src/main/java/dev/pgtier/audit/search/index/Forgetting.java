package dev.pgtier.audit.search.index;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What retention deletes from the log must not stay in what was derived from it. */
public final class Forgetting {
  private Forgetting() {}

  /**
   * Deletes the index of a log file, beside the log.
   *
   * @param first the number that names the file
   */
  public static void forget(Path log, long first) throws IOException {
    Path place = log.resolve(Places.NAME);
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(place, "audit-%016d.*".formatted(first))) {
      for (Path path : found) {
        Files.deleteIfExists(path);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
