package dev.pgtier.audit.search.index;

import dev.pgtier.audit.chain.Lines;
import dev.pgtier.audit.chain.LogFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The rows of the file being written that are in no segment yet. */
final class Tail {
  private final Places places;
  private final Connection connection;
  private LogFile file;
  private long from = -1;
  private long to;
  private String hash = "";

  Tail(Places places, Connection connection) {
    this.places = places;
    this.connection = connection;
  }

  /** Everything is read again at the next update. */
  void forget() {
    from = -1;
  }

  /** There are no such rows, because their file cannot be read. */
  void leave() throws SQLException {
    clear(null, 0);
    forget();
  }

  /**
   * @param end where the segments of the last file end
   */
  void update(List<LogFile> files, long end) throws IOException, SQLException {
    if (files.isEmpty()) {
      clear(null, 0);
      return;
    }
    LogFile last = files.get(files.size() - 1);
    boolean goesOn =
        last.equals(file)
            && from == end
            && (hash.isEmpty() ? to == from : Source.standsAt(last, to, hash));
    if (!goesOn) {
      clear(last, end);
    }
    long size = last.compressed() ? Long.MAX_VALUE : Files.size(last.path());
    if (size <= to || (last.compressed() && Source.endsAt(last, to))) {
      return;
    }
    try (InputStream in = Source.openAt(last, to)) {
      Cut cut =
          Cut.read(
              new Lines(in),
              last.name(),
              to,
              new Cut.Bounds(Long.MAX_VALUE, size, false),
              places.scratch());
      if (cut.unreadable() != null) {
        throw new UnreadableFileException(new IOException(cut.unreadable()));
      }
      if (cut.lines() > 0) {
        Loader.insert(connection, cut, Tables.TAIL);
        to = cut.to();
        hash = cut.lastHash();
      }
    }
  }

  private void clear(LogFile next, long end) throws SQLException {
    Tables.clearTail(connection);
    file = next;
    from = end;
    to = end;
    hash = "";
  }
}
