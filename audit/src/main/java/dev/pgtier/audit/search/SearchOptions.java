package dev.pgtier.audit.search;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a search may use.
 *
 * @param directory of the log
 * @param index where to keep what makes it fast; by default {@code search} in the log's directory,
 *     and where that cannot be written, a directory that goes when the search is closed
 * @param memoryBytes that the engine takes at most
 * @param threads of the engine
 * @param patience after which a question is given up
 * @param clock for times that are so long ago
 * @param indexing told the name of each file of which a part is going to be indexed
 * @param partly whether answers may be from what is indexed while much is not, which {@link
 *     AuditSearch#advance} takes in
 */
public record SearchOptions(
    Path directory,
    Optional<Path> index,
    long memoryBytes,
    int threads,
    Duration patience,
    InstantSource clock,
    Consumer<String> indexing,
    boolean partly) {
  private static final long MEMORY = 1L << 30;
  private static final int MOST_THREADS = 8;

  public static SearchOptions of(Path directory) {
    return new SearchOptions(
        directory,
        Optional.empty(),
        MEMORY,
        Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()),
        Duration.ofMinutes(1),
        InstantSource.system(),
        file -> {},
        false);
  }

  public SearchOptions withIndex(Path place) {
    return new SearchOptions(
        directory, Optional.of(place), memoryBytes, threads, patience, clock, indexing, partly);
  }

  /** For a search beside other work in one process. */
  public SearchOptions within(long memory, int mostThreads) {
    return new SearchOptions(
        directory, index, memory, mostThreads, patience, clock, indexing, partly);
  }

  public SearchOptions withClock(InstantSource source) {
    return new SearchOptions(
        directory, index, memoryBytes, threads, patience, source, indexing, partly);
  }

  public SearchOptions withIndexing(Consumer<String> listener) {
    return new SearchOptions(
        directory, index, memoryBytes, threads, patience, clock, listener, partly);
  }

  /** For who shows beside an answer how much it is from. */
  public SearchOptions inPart() {
    return new SearchOptions(
        directory, index, memoryBytes, threads, patience, clock, indexing, true);
  }
}
