package dev.pgtier.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files of signed lines: what a crash left of a last line is cut off when they are opened. */
final class LineFile {
  private static final int WINDOW = 64 << 10;

  private LineFile() {}

  static AppendFile open(Opener opener, Path path) throws IOException {
    if (!Files.exists(path)) {
      return AppendFile.create(opener, path);
    }
    long end = endOfLines(path);
    FileChannel channel = opener.open(path, false);
    try {
      if (channel.size() > end) {
        channel.truncate(end);
      }
      return new AppendFile(channel, path, end);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static long endOfLines(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer tail = ByteBuffer.allocate((int) Math.min(size, WINDOW));
      long start = size - tail.capacity();
      while (tail.hasRemaining() && channel.read(tail, start + tail.position()) >= 0) {}
      for (int at = tail.position(); at > 0; at--) {
        if (tail.get(at - 1) == '\n') {
          return start + at;
        }
      }
      if (start > 0) {
        throw new IOException(path + " holds a line that no checkpoint has");
      }
      return 0;
    }
  }
}
