package dev.pgtier.audit.search;

import dev.pgtier.audit.search.index.Index;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Asks a log's directory. It only reads the log, which may be written meanwhile or stand on a disk
 * that cannot be written; it proves nothing, that is for {@code verify}. Any thread may ask; an
 * answer has everything that was in the files when the question came.
 */
public final class AuditSearch implements Closeable {
  private static final int STREAMED = 5_000;
  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** Widths of buckets in seconds, each of which a person can name. */
  private static final long[] WIDTHS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY,
    2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY
  };

  private final SearchOptions options;
  private final Index index;
  private final Query query;

  private AuditSearch(SearchOptions options, Index index) {
    this.options = options;
    this.index = index;
    this.query = new Query(index, options.patience());
  }

  /**
   * Opens a log for questions.
   *
   * @throws SearchException where there is no such directory, or the engine does not start
   */
  public static AuditSearch open(SearchOptions options) throws IOException {
    if (!Files.isDirectory(options.directory())) {
      throw new SearchException(options.directory() + " is no directory");
    }
    return new AuditSearch(options, Index.open(options));
  }

  /**
   * Takes in what was written since, which every question does too. The first time this may take
   * long: about a minute for each five million records that were never indexed.
   */
  public void refresh() throws IOException {
    index.refresh();
  }

  /**
   * Takes in the next piece of what is not indexed yet, while questions are answered from the rest;
   * for {@link SearchOptions#inPart}.
   *
   * @return whether there are more
   */
  public boolean advance() throws IOException {
    return index.advance();
  }

  /** How much of the log the last answer could be from. */
  public Progress progress() {
    return index.progress();
  }

  /**
   * Whether the index is lost when this is closed, because nothing can be written beside the log.
   */
  public boolean isTemporary() {
    return index.isTemporary();
  }

  /** Entries by their number. */
  public Page entries(Filter filter, Window window) throws IOException {
    Condition condition = condition(filter);
    if (window.beyond().isPresent()) {
      condition =
          condition.and(window.oldestFirst() ? "seq > ?" : "seq < ?", window.beyond().getAsLong());
    }
    String order = window.oldestFirst() ? "ASC" : "DESC";
    // A line that is no record has the number of the record before it.
    List<Numbered> found =
        query.list(
            "SELECT seq, event = 'unreadable' FROM entries WHERE %s ORDER BY seq %s LIMIT %d"
                .formatted(condition.sql(), order, (long) window.limit() + 1),
            condition.values(),
            row -> new Numbered(row.getLong(1), row.getBoolean(2)));
    boolean more = found.size() > window.limit();
    Set<Numbered> wanted = Set.copyOf(more ? found.subList(0, window.limit()) : found);
    List<Entry> entries = fetch(wanted.stream().map(Numbered::seq).distinct().toList(), order);
    return new Page(
        entries.stream().filter(entry -> wanted.contains(Numbered.of(entry))).toList(), more);
  }

  /** The entry of a record, or of the statement whose outcome it is. */
  public Optional<Entry> entry(long seq) throws IOException {
    index.refresh();
    // By its own number it is found without looking at other stretches.
    List<Entry> own = fetch(List.of(seq), "ASC");
    if (!own.isEmpty()) {
      return Optional.of(own.get(0));
    }
    List<Long> found =
        query.list(
            "SELECT seq FROM entries WHERE outcome_seq = ? LIMIT 1",
            List.of(seq),
            row -> row.getLong(1));
    return fetch(found, "ASC").stream().findFirst();
  }

  /** Hands over everything that a filter means, oldest first, however much it is. */
  public void stream(Filter filter, EntryConsumer consumer) throws IOException {
    long beyond = Long.MIN_VALUE;
    Page page;
    do {
      page = entries(filter, new Window(STREAMED, true, OptionalLong.of(beyond)));
      for (Entry entry : page.entries()) {
        consumer.accept(entry);
        beyond = entry.seq();
      }
    } while (page.more());
  }

  /** Writes everything that a filter means as one Parquet file, oldest first. */
  public void parquet(Filter filter, OutputStream out) throws IOException {
    Condition condition = condition(filter);
    Path made = index.scratch("export-", ".parquet");
    try {
      // A path takes no bound value; this one is our own.
      query.run(
          "COPY (SELECT * FROM entries WHERE %s ORDER BY seq) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
              .formatted(condition.sql(), made.toString().replace("'", "''")),
          condition.values());
      Files.copy(made, out);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  /** How much a filter means. */
  public Totals totals(Filter filter) throws IOException {
    Condition condition = condition(filter);
    return query
        .list(
            """
            SELECT count(*), count(*) FILTER (WHERE event = 'decision'),
              count(*) FILTER (WHERE verdict = 'deny'), count(*) FILTER (WHERE status = 'error'),
              count(DISTINCT session), count(DISTINCT principal)
            FROM entries WHERE %s
            """
                .formatted(condition.sql()),
            condition.values(),
            row ->
                new Totals(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6)))
        .get(0);
  }

  /**
   * Counts over time.
   *
   * @param most how many buckets at most; their width is one that a person can name
   */
  public Timeline timeline(Filter filter, int most) throws IOException {
    Condition condition = condition(filter);
    List<Instant> ends =
        query.list(
            "SELECT epoch_us(x) FROM (SELECT unnest([min(time), max(time)]) AS x FROM entries"
                + " WHERE %s) WHERE x IS NOT NULL ORDER BY x".formatted(condition.sql()),
            condition.values(),
            row -> Entries.instant(row.getLong(1)));
    Instant now = options.clock().instant();
    if (ends.isEmpty()) {
      return new Timeline(Duration.ofSeconds(1), now, now, List.of());
    }
    Instant from = filter.from().map(when -> when.at(now)).orElse(ends.get(0));
    Instant to = filter.to().map(when -> when.at(now)).orElse(ends.get(1));
    long width = width(Duration.between(from, to).toSeconds(), most);
    List<Bucket> buckets =
        query.list(
            """
            SELECT epoch_us(time) // (%1$d * 1000000) * %1$d AS start, coalesce(verdict, event) AS kind,
              count(*)
            FROM entries WHERE %2$s GROUP BY ALL ORDER BY ALL
            """
                .formatted(width, condition.sql()),
            condition.values(),
            row ->
                new Bucket(
                    Instant.ofEpochSecond(row.getLong(1)), row.getString(2), row.getLong(3)));
    return new Timeline(
        Duration.ofSeconds(width),
        Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), width) * width),
        Instant.ofEpochSecond((Math.floorDiv(to.getEpochSecond(), width) + 1) * width),
        buckets);
  }

  private static long width(long seconds, int most) {
    for (long width : WIDTHS) {
      if (seconds / width + 2 <= most) {
        return width;
      }
    }
    return Math.max(1, seconds / Math.max(1, most - 2) + 1);
  }

  /**
   * The most frequent values of a field, the most frequent first; entries without one are not
   * counted.
   */
  public List<Group> top(Filter filter, Field field, int most) throws IOException {
    Condition condition = condition(filter);
    List<Group> groups =
        query.list(
            """
            SELECT value, count(*) AS n,
              count(*) FILTER (WHERE verdict = 'deny' OR event = 'login-failed'),
              epoch_us(min(time)), epoch_us(max(time)), max(seq)
            FROM (SELECT %s AS value, verdict, event, time, seq FROM entries WHERE %s)
            WHERE value IS NOT NULL GROUP BY value ORDER BY n DESC, value LIMIT %d
            """
                .formatted(field.grouped(), condition.sql(), most),
            condition.values(),
            row ->
                new Group(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    Entries.instant(row.getLong(4)),
                    Entries.instant(row.getLong(5)),
                    row.getLong(6),
                    null));
    return withSamples(groups);
  }

  private List<Group> withSamples(List<Group> groups) throws IOException {
    List<Group> sampled = new ArrayList<>();
    List<Long> wanted = groups.stream().map(Group::latest).distinct().sorted().toList();
    List<Entry> entries = fetch(wanted, "ASC");
    for (Group group : groups) {
      String sample =
          entries.stream()
              .filter(entry -> entry.seq() == group.latest() && entry.sql() != null)
              .map(Entry::sql)
              .findFirst()
              .orElse(null);
      sampled.add(
          new Group(
              group.value(),
              group.count(),
              group.denied(),
              group.first(),
              group.last(),
              group.latest(),
              sample));
    }
    return sampled;
  }

  private List<Entry> fetch(List<Long> seqs, String order) throws IOException {
    if (seqs.isEmpty()) {
      return List.of();
    }
    long least = seqs.stream().mapToLong(Long::longValue).min().orElseThrow();
    long most = seqs.stream().mapToLong(Long::longValue).max().orElseThrow();
    // Numbers that the engine gave; the range lets it pass over what it need not open.
    String numbers = String.join(", ", seqs.stream().map(String::valueOf).toList());
    return query.list(
        "SELECT %s FROM entries WHERE seq BETWEEN %d AND %d AND seq IN (%s) ORDER BY seq %s"
            .formatted(Entries.COLUMNS, least, most, numbers, order),
        List.of(),
        Entries::read);
  }

  private Condition condition(Filter filter) throws IOException {
    index.refresh();
    return Condition.of(filter, options.clock().instant());
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
