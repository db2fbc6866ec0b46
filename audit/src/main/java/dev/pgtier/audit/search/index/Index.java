package dev.pgtier.audit.search.index;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.search.Progress;
import dev.pgtier.audit.search.SearchException;
import dev.pgtier.audit.search.SearchOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The log as one view, {@code entries}. Everything that is old is in segments; the newest records
 * are read from the file that is being written, whenever somebody asks.
 */
public final class Index implements Closeable {
  private static final int ATTEMPTS = 5;

  private final Path directory;
  private final Places places;
  private final Engine engine;
  private final Connection connection;
  private final Shelf shelf;
  private final Tail tail;
  private final boolean partly;
  private List<Segment> adopted = List.of();
  private volatile Progress progress = new Progress(0, 0, Map.of());

  private Index(SearchOptions options, Places places, Engine engine) throws SQLException {
    this.partly = options.partly();
    this.directory = options.directory();
    this.places = places;
    this.engine = engine;
    this.connection = engine.connect();
    this.shelf = new Shelf(places, connection, options.indexing());
    this.tail = new Tail(places, connection);
    Tables.create(connection);
  }

  /** Opens the index of a log; nothing is read before {@link #refresh}. */
  public static Index open(SearchOptions options) throws IOException {
    Places places = Places.open(options.directory(), options.index());
    try {
      Engine engine = Engine.open(options, places);
      try {
        return new Index(options, places, engine);
      } catch (SQLException e) {
        engine.close();
        throw e;
      }
    } catch (SQLException e) {
      places.close();
      throw new SearchException("the search engine does not start: " + e.getMessage(), e);
    }
  }

  /** A connection on which {@code entries} can be asked; its user closes it. */
  public Connection connect() throws SQLException {
    return engine.connect();
  }

  /** Whether what is made is lost when this is closed, because nothing can be written there. */
  public boolean isTemporary() {
    return places.temporary();
  }

  /** A file of no name yet that the engine may write; whoever asks deletes it. */
  public Path scratch(String start, String end) throws IOException {
    return Files.createTempFile(places.scratch(), start, end);
  }

  /**
   * Takes in what was written since. Where answers may be of a part, it makes one segment at most,
   * and nothing while {@link #advance} has some to make.
   */
  public void refresh() throws IOException {
    if (!partly) {
      step(Integer.MAX_VALUE);
    } else if (progress.missing() == 0) {
      step(1);
    }
  }

  /** Takes in the next piece; tells whether there are more. */
  public boolean advance() throws IOException {
    step(1);
    return progress.missing() > 0;
  }

  /** As of the last look at the files. */
  public Progress progress() {
    return progress;
  }

  private synchronized void step(int most) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        update(most);
        return;
      } catch (NoSuchFileException e) {
        // A file was compressed or deleted meanwhile: the next list has it otherwise.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (SQLException e) {
        throw new SearchException("the log could not be indexed: " + e.getMessage(), e);
      }
    }
  }

  private void update(int most) throws IOException, SQLException {
    List<LogFile> files = LogDirectory.files(directory);
    Stock stock = shelf.stock(files, most);
    List<Segment> wanted = stock.segments();
    Map<String, String> unreadable = new HashMap<>(stock.progress().unreadable());
    List<Segment> added = new ArrayList<>(wanted);
    added.removeAll(adopted);
    boolean anew = !wanted.containsAll(adopted);
    boolean changed = anew || !added.isEmpty();
    connection.setAutoCommit(false);
    try {
      if (changed) {
        Tables.adopt(connection, wanted, added, anew);
      }
      tail(files, Shelf.end(wanted, files), unreadable);
      connection.commit();
    } catch (SQLException | IOException | RuntimeException e) {
      connection.rollback();
      tail.forget();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
    adopted = wanted;
    progress = new Progress(files.size(), stock.progress().missing(), unreadable);
    if (changed) {
      shelf.clear(files, wanted);
    }
  }

  private void tail(List<LogFile> files, long end, Map<String, String> unreadable)
      throws IOException, SQLException {
    String last = files.isEmpty() ? "" : files.get(files.size() - 1).name();
    if (unreadable.containsKey(last)) {
      tail.leave();
      return;
    }
    try {
      tail.update(files, end);
    } catch (UnreadableFileException e) {
      tail.leave();
      unreadable.put(last, e.getMessage());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("the search engine does not close", e);
    } finally {
      engine.close();
      places.close();
    }
  }
}
