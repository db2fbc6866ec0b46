package dev.pgtier.audit.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** The number of the last record that was sent, over restarts. */
final class PositionFile {
  private static final int DIGITS = 18;

  private final Path path;
  private long written = -1;

  PositionFile(Path path) {
    this.path = path;
  }

  /** Empty where there is none yet. */
  OptionalLong read() throws IOException {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.US_ASCII).strip();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
    if (!text.matches("\\d{1," + DIGITS + "}")) {
      throw new IOException(
          path
              + " holds no number of a record; delete it to begin with what is written from now on");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  void write(long seq) throws IOException {
    if (seq == written) {
      return;
    }
    Path unfinished = path.resolveSibling(path.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer text = StandardCharsets.US_ASCII.encode(seq + "\n");
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(false);
    }
    Files.move(
        unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    written = seq;
  }
}
