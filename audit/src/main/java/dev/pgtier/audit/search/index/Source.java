package dev.pgtier.audit.search.index;

import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.Lines;
import dev.pgtier.audit.chain.LogFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What the index asks of a log file. */
final class Source {
  /** A line ends in its hash, a quote, a brace and a newline. */
  private static final int AFTER_HASH = 3;

  private Source() {}

  /** The beginning of the first record's hash; empty where there is no record yet. */
  static Optional<String> id(LogFile file) throws IOException {
    try (InputStream in = file.open()) {
      Lines lines = new Lines(in);
      return lines.next() && lines.seq() >= 0
          ? Optional.of(lines.hash().substring(0, SegmentName.LETTERS))
          : Optional.empty();
    }
  }

  /** Its lines from a byte on; whoever closes the stream closes them. */
  static InputStream openAt(LogFile file, long from) throws IOException {
    InputStream in = file.open();
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Whether {@code to} is the end of a file that is not written any more. */
  static boolean endsAt(LogFile file, long to) throws IOException {
    if (!file.compressed()) {
      return to >= Files.size(file.path());
    }
    // gzip ends in the length of what was packed, modulo 2^32.
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      ByteBuffer end = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(end, Math.max(0, channel.size() - Integer.BYTES));
      return end.flip().remaining() < Integer.BYTES || end.getInt() == (int) to;
    }
  }

  /**
   * Whether the line that ends at {@code to} has a hash that begins so. Of a compressed file this
   * is taken for granted: it was plain before, and does not change.
   */
  static boolean standsAt(LogFile file, long to, String hash) throws IOException {
    if (file.compressed()) {
      return true;
    }
    long at = to - AFTER_HASH - Hashes.LETTERS;
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      if (at < 0 || to > channel.size()) {
        return false;
      }
      ByteBuffer letters = ByteBuffer.allocate(hash.length());
      while (letters.hasRemaining() && channel.read(letters, at + letters.position()) >= 0) {}
      return hash.equals(StandardCharsets.US_ASCII.decode(letters.flip()).toString());
    }
  }
}
