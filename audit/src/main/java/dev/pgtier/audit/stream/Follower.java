package dev.pgtier.audit.stream;

import dev.pgtier.audit.chain.Lines;
import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads a log's lines in their order, over all its files, while it is written. A line is given only
 * when it stood there at the poll before too: a write that fails is taken back at once.
 */
final class Follower implements Closeable {
  /** A record as it is in the log. */
  static final class Line {
    private final long seq;
    private final byte[] text;

    Line(long seq, byte[] text) {
      this.seq = seq;
      this.text = text;
    }

    long seq() {
      return seq;
    }

    /** Its bytes without newline, which nobody changes. */
    byte[] text() {
      return text;
    }
  }

  private final Path directory;
  private long last;
  private LogFile file;
  private BoundedInput in;
  private Lines lines;
  private long seen;

  /**
   * @param after the number of the last record that is not wanted
   */
  Follower(Path directory, long after) {
    this.directory = directory;
    this.last = after;
  }

  /** The number of the newest record of a log that may be written meanwhile, 0 for none. */
  static long newest(Path directory) throws IOException {
    List<LogFile> files = LogDirectory.files(directory);
    for (int i = files.size() - 1; i >= 0; i--) {
      OptionalLong newest = newest(files.get(i));
      if (newest.isPresent()) {
        return newest.getAsLong();
      }
    }
    return 0;
  }

  private static OptionalLong newest(LogFile file) throws IOException {
    OptionalLong newest = OptionalLong.empty();
    try (InputStream in = file.open()) {
      Lines lines = new Lines(in);
      while (lines.next()) {
        if (lines.seq() >= 0) {
          newest = OptionalLong.of(lines.seq());
        }
      }
    }
    return newest;
  }

  /**
   * The next lines; none where nothing is new. Lines that are no records are passed over.
   *
   * @param bytes after which no other line is begun
   */
  List<Line> poll(long bytes) throws IOException {
    List<LogFile> files = LogDirectory.files(directory);
    if (lines == null && !open(files)) {
      return List.of();
    }
    boolean closed = files.stream().anyMatch(other -> other.first() > file.first());
    long size = in.size();
    if (size < in.position()) {
      // Somebody cut the file: what stands there now is read from where we were.
      close();
      return List.of();
    }
    in.limit(closed ? size : Math.min(size, seen));
    seen = size;
    List<Line> found = read(bytes);
    if (found.isEmpty() && closed && in.position() >= size) {
      close();
      return openNext(files) ? poll(bytes) : List.of();
    }
    return found;
  }

  private List<Line> read(long bytes) throws IOException {
    List<Line> found = new ArrayList<>();
    long before = last;
    try {
      read(bytes, found);
    } catch (IOException e) {
      // What was found is not given: it is read again from there.
      last = before;
      close();
      throw e;
    }
    return found;
  }

  private void read(long bytes, List<Line> found) throws IOException {
    long read = 0;
    while (read < bytes && lines.next()) {
      if (lines.seq() > last) {
        last = lines.seq();
        read += lines.length();
        found.add(
            new Line(
                last,
                Arrays.copyOfRange(lines.bytes(), lines.start(), lines.start() + lines.length())));
      }
    }
  }

  private boolean open(List<LogFile> files) throws IOException {
    LogFile wanted = null;
    for (LogFile candidate : files) {
      if (wanted == null || candidate.first() <= last + 1) {
        wanted = candidate;
      }
    }
    return wanted != null && open(wanted);
  }

  private boolean openNext(List<LogFile> files) throws IOException {
    long before = file.first();
    for (LogFile candidate : files) {
      if (candidate.first() > before) {
        return open(candidate);
      }
    }
    return false;
  }

  private boolean open(LogFile wanted) throws IOException {
    try {
      in = BoundedInput.open(wanted);
    } catch (NoSuchFileException e) {
      // It was compressed or deleted since it was listed: the next poll lists again.
      return false;
    }
    file = wanted;
    lines = new Lines(in);
    seen = 0;
    return true;
  }

  /** Bytes of the log that were not given yet; those of compressed files as they are on disk. */
  long behind() throws IOException {
    long bytes = 0;
    for (LogFile other : LogDirectory.files(directory)) {
      if (file == null || other.first() > file.first()) {
        bytes += size(other.path());
      }
    }
    return in == null ? bytes : bytes + Math.max(0, in.size() - in.position());
  }

  private static long size(Path path) throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    lines = null;
    if (in != null) {
      in.close();
      in = null;
    }
  }
}
