package dev.pgtier.audit.search.index;

import dev.pgtier.audit.chain.Lines;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.search.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The segments of a log: those that stand there, and the making of those that are missing. */
final class Shelf {
  /** Bytes of the log in a segment, at least of a file that was closed. */
  private static final long PIECE = 128L << 20;

  /** Bytes that the file being written must have gained before it gets another segment. */
  private static final long OPEN_PIECE = 32L << 20;

  /**
   * Bytes at the end of the file being written that get no segment. A write that fails is taken
   * back, and it is of half a mebibyte at most, or of one record.
   */
  private static final long MARGIN = 1L << 20;

  /** Of a segment whose last line is no record. */
  private static final String NO_HASH = "0".repeat(SegmentName.LETTERS);

  private final Places places;
  private final Connection connection;
  private final Consumer<String> indexing;
  private final Map<String, String> ids = new HashMap<>();
  private final Set<Path> checked = new HashSet<>();

  /** Why a file cannot be read to its end, by what changes when it does. */
  private final Map<String, String> unreadable = new HashMap<>();

  Shelf(Places places, Connection connection, Consumer<String> indexing) {
    this.indexing = indexing;
    this.places = places;
    this.connection = connection;
  }

  /**
   * The segments of these files; those of the newest are made first.
   *
   * @param most how many may be made now
   */
  Stock stock(List<LogFile> files, int most) throws IOException, SQLException {
    List<Segment> found = found();
    List<List<Segment>> each = new ArrayList<>();
    Map<String, String> skipped = new HashMap<>();
    int missing = 0;
    int left = most;
    for (int i = files.size() - 1; i >= 0; i--) {
      LogFile file = files.get(i);
      boolean closed = i < files.size() - 1 || file.compressed();
      List<Segment> own = new ArrayList<>();
      each.add(own);
      try {
        String state = state(file);
        Optional<String> id = id(file);
        if (id.isPresent()) {
          own.addAll(known(file, id.get(), found));
          int before = own.size();
          if (!unreadable.containsKey(state) && !make(file, id.get(), own, closed, left)) {
            missing++;
          }
          left -= own.size() - before;
        }
        if (unreadable.containsKey(state)) {
          skipped.put(file.name(), unreadable.get(state));
        }
      } catch (UnreadableFileException e) {
        skipped.put(file.name(), e.getMessage());
      }
    }
    Collections.reverse(each);
    return new Stock(
        each.stream().flatMap(List::stream).toList(), new Progress(files.size(), missing, skipped));
  }

  private static String state(LogFile file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file.path(), BasicFileAttributes.class);
    return file.name() + found.fileKey() + found.size() + found.lastModifiedTime();
  }

  /** Where the segments of the last file end. */
  static long end(List<Segment> segments, List<LogFile> files) {
    if (segments.isEmpty() || files.isEmpty()) {
      return 0;
    }
    SegmentName last = segments.get(segments.size() - 1).name();
    return last.first() == files.get(files.size() - 1).first() ? last.to() : 0;
  }

  private Optional<String> id(LogFile file) throws IOException {
    String key =
        file.name() + Files.readAttributes(file.path(), BasicFileAttributes.class).fileKey();
    String known = ids.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> id = Source.id(file);
    id.ifPresent(letters -> ids.put(key, letters));
    return id;
  }

  private List<Segment> found() throws IOException {
    List<Segment> found = new ArrayList<>();
    for (Path place : places.readable()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
        for (Path entry : entries) {
          SegmentName.of(entry)
              .filter(name -> Files.isReadable(entry))
              .ifPresent(name -> found.add(new Segment(name, entry)));
        }
      }
    }
    return found;
  }

  /** Those from the file's beginning on that follow one another. */
  private List<Segment> known(LogFile file, String id, List<Segment> found) throws IOException {
    List<Segment> own = new ArrayList<>();
    long at = 0;
    while (true) {
      Segment next = null;
      for (Segment segment : found) {
        SegmentName name = segment.name();
        boolean follows = name.first() == file.first() && name.id().equals(id) && name.from() == at;
        if (follows
            && (next == null || name.to() > next.name().to())
            && name.to() > at
            && (name.last().equals(NO_HASH) || Source.standsAt(file, name.to(), name.last()))
            && isWhole(segment.path())) {
          next = segment;
        }
      }
      if (next == null) {
        return own;
      }
      own.add(next);
      at = next.name().to();
    }
  }

  private boolean isWhole(Path path) {
    if (checked.contains(path)) {
      return true;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT count(*) FROM parquet_file_metadata(?)")) {
      statement.setString(1, path.toString());
      statement.executeQuery().close();
    } catch (SQLException e) {
      // Derived data that cannot be read is as good as missing: it is made again.
      return false;
    }
    checked.add(path);
    return true;
  }

  /**
   * Makes what a file lacks.
   *
   * @param most how many segments at most
   * @return whether it lacks nothing now that could be made
   */
  private boolean make(LogFile file, String id, List<Segment> own, boolean closed, int most)
      throws IOException, SQLException {
    long at = own.isEmpty() ? 0 : own.get(own.size() - 1).name().to();
    long until = closed ? Long.MAX_VALUE : Files.size(file.path()) - MARGIN;
    boolean needed = closed ? !Source.endsAt(file, at) : until - at >= OPEN_PIECE;
    if (!needed || most <= 0) {
      return !needed;
    }
    int left = most;
    String state = state(file);
    indexing.accept(file.name());
    try (InputStream in = Source.openAt(file, at)) {
      Lines lines = new Lines(in);
      while (closed ? !Source.endsAt(file, at) : until - at >= OPEN_PIECE) {
        Path scratch = places.scratch();
        if (left-- == 0) {
          return false;
        }
        Cut cut = Cut.read(lines, file.name(), at, new Cut.Bounds(PIECE, until, closed), scratch);
        if (cut.unreadable() != null) {
          unreadable.put(state, cut.unreadable());
        }
        if (cut.to() == at) {
          return true;
        }
        String last = cut.lastHash().isEmpty() ? NO_HASH : cut.lastHash();
        SegmentName name =
            new SegmentName(file.first(), id, at, cut.to(), last.substring(0, SegmentName.LETTERS));
        Path made = places.writable().resolve(name.text());
        Loader.write(connection, cut, scratch.resolve("unfinished.parquet"), made);
        own.add(new Segment(name, made));
        at = cut.to();
        if (cut.unreadable() != null) {
          return true;
        }
      }
    }
    return true;
  }

  /** Deletes what stands for nothing any more; others may be reading what {@code used} has not. */
  void clear(List<LogFile> files, List<Segment> used) throws IOException {
    Set<Long> there = new HashSet<>();
    files.forEach(file -> there.add(file.first()));
    for (Segment segment : found()) {
      boolean gone = !there.contains(segment.name().first());
      boolean ours = segment.path().startsWith(places.writable());
      if (ours && gone && !used.contains(segment)) {
        Files.deleteIfExists(segment.path());
        checked.remove(segment.path());
      }
    }
  }
}
