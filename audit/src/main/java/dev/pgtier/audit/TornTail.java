package dev.pgtier.audit;

import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.record.LogEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * What stands behind the last whole line of a file. It is copied into a file beside the log before
 * it is cut off, and each such file is named in the chain; a crash between these steps loses none.
 */
final class TornTail {
  private static final int LOOKED_AT = 1 << 20;

  private final Path log;
  private final long end;

  /**
   * @param end the byte after the last whole line
   */
  TornTail(Path log, long end) {
    this.log = log;
    this.end = end;
  }

  /** Whether zero bytes are in it, as some file systems leave them after a power cut. */
  boolean hasHole() throws IOException {
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(end);
      for (byte b : in.readNBytes(LOOKED_AT)) {
        if (b == 0) {
          return true;
        }
      }
      return false;
    }
  }

  /** Opens the log to go on behind the last whole line. */
  AppendFile repair(Opener opener, boolean torn) throws IOException {
    FileChannel channel = opener.open(log, false);
    try {
      if (torn) {
        moveOff(opener);
        channel.truncate(end);
        channel.force(true);
      }
      return new AppendFile(channel, log, end);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void moveOff(Opener opener) throws IOException {
    Path target = log.resolveSibling(prefix() + (files().size() + 1));
    try (FileChannel from = FileChannel.open(log, StandardOpenOption.READ);
        FileChannel to = opener.open(target, true)) {
      long at = end;
      while (at < from.size()) {
        at += from.transferTo(at, from.size() - at, to);
      }
      to.force(true);
    }
    LogDirectory.sync(log.toAbsolutePath().getParent());
  }

  /** What was moved off from behind this line, and is named by no record yet. */
  List<LogEvent.Repaired> moved() throws IOException {
    List<LogEvent.Repaired> moved = new ArrayList<>();
    for (Path file : files()) {
      moved.add(
          new LogEvent.Repaired(
              log.getFileName().toString(),
              file.getFileName().toString(),
              Files.size(file),
              sha256(file)));
    }
    return moved;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(log.toAbsolutePath().getParent(), prefix() + "*")) {
      entries.forEach(files::add);
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  private String prefix() {
    return log.getFileName() + ".torn-" + end + "-";
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
