package dev.pgtier.audit.search.index;

import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.Lines;
import dev.pgtier.audit.chain.LogFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What the index asks of a log file. */
final class Source {
  /** A line ends in its hash, a quote, a brace and a newline. */
  private static final int AFTER_HASH = 3;

  private Source() {}

  /** The beginning of the first record's hash; empty where there is no record yet. */
  static Optional<String> id(LogFile file) throws IOException {
    try (InputStream in = open(file)) {
      Lines lines = new Lines(in);
      return lines.next() && lines.seq() >= 0
          ? Optional.of(lines.hash().substring(0, SegmentName.LETTERS))
          : Optional.empty();
    }
  }

  /** Tells errors of the log's file from those of what is written meanwhile. */
  private static InputStream open(LogFile file) throws IOException {
    try {
      return new Reader(file.open());
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableFileException(e);
    }
  }

  private static final class Reader extends FilterInputStream {
    Reader(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException e) {
        throw new UnreadableFileException(e);
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (IOException e) {
        throw new UnreadableFileException(e);
      }
    }

    @Override
    public long skip(long count) throws IOException {
      try {
        return in.skip(count);
      } catch (IOException e) {
        throw new UnreadableFileException(e);
      }
    }
  }

  private static FileChannel channel(LogFile file) throws IOException {
    try {
      return FileChannel.open(file.path(), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableFileException(e);
    }
  }

  /** Its lines from a byte on; whoever closes the stream closes them. */
  static InputStream openAt(LogFile file, long from) throws IOException {
    InputStream in = open(file);
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
    try (FileChannel channel = channel(file)) {
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
    try (FileChannel channel = channel(file)) {
      if (at < 0 || to > channel.size()) {
        return false;
      }
      ByteBuffer letters = ByteBuffer.allocate(hash.length());
      while (letters.hasRemaining() && channel.read(letters, at + letters.position()) >= 0) {}
      return hash.equals(StandardCharsets.US_ASCII.decode(letters.flip()).toString());
    }
  }
}
