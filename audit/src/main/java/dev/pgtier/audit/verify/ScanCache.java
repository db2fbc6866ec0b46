package dev.pgtier.audit.verify;

import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.chain.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What was found in files that have not changed since, for a verifier that looks again and again. A
 * file counts as unchanged where its inode, its size and both its times are the same; who can forge
 * them is found when everything is read anew. Not for several threads.
 */
public final class ScanCache {
  private final Map<Path, Known> known = new HashMap<>();

  private record Known(String stamp, Scan scan) {}

  /** What a file looks like from outside; to be taken before it is read. */
  public static String stamp(Path file) throws IOException {
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return Files.readAttributes(
            file,
            unix ? "unix:ino,size,lastModifiedTime,ctime" : "fileKey,size,lastModifiedTime",
            LinkOption.NOFOLLOW_LINKS)
        .toString();
  }

  /** What was found in it, or null where it has to be read. */
  Scan find(LogFile file, String stamp, long[] asked) {
    Known last = known.get(file.path());
    if (last == null || !last.stamp().equals(stamp) || last.scan().fault() != null) {
      return null;
    }
    Scan scan = last.scan();
    boolean has =
        Arrays.stream(asked)
            .filter(seq -> seq >= scan.first() && seq <= scan.last())
            .allMatch(scan.asked()::containsKey);
    return has ? scan : null;
  }

  void keep(LogFile file, String stamp, Scan scan) {
    known.put(file.path(), new Known(stamp, scan));
  }
}
