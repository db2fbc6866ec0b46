package dev.pgtier.audit.review;

import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.Entry;
import dev.pgtier.audit.search.Field;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.FilterException;
import dev.pgtier.audit.search.Group;
import dev.pgtier.audit.search.Page;
import dev.pgtier.audit.search.Progress;
import dev.pgtier.audit.search.SearchException;
import dev.pgtier.audit.search.Timeline;
import dev.pgtier.audit.search.Totals;
import dev.pgtier.audit.search.Window;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the page asks, as values that become JSON. */
final class Answers {
  private static final int ROWS = 500;
  private static final int BUCKETS = 400;
  private static final int GROUPS = 100;
  private static final int AROUND = 4;

  private final ReviewOptions options;
  private final OpenedSearch search;
  private final ChainWatch chain;

  Answers(ReviewOptions options, OpenedSearch search, ChainWatch chain) {
    this.options = options;
    this.search = search;
    this.chain = chain;
  }

  /**
   * Rows in the order that was asked for.
   *
   * @param next the number from which to go on, or null
   */
  record Rows(List<Row> rows, Long next) {}

  /** One entry, whole. */
  record Detail(Entry entry) {}

  /** Counts over time. */
  record Times(Instant from, Instant to, long width, List<Count> buckets) {}

  record Count(Instant start, String kind, long count) {}

  /** Where else a shape was seen. */
  record Shape(Totals totals, List<Group> principals, List<Row> rows) {}

  /**
   * How much can be asked.
   *
   * @param opening whether nothing can be, yet
   * @param indexed how many of the files the answers are from
   * @param version another text as soon as the log has grown
   * @param warnings what the answers leave out, in sentences
   * @param signedIn whether who asks has logged in, and may log out
   */
  record Head(
      boolean opening,
      int indexed,
      int files,
      String version,
      List<String> warnings,
      boolean signedIn) {}

  Head head(boolean signedIn) throws IOException {
    if (search.isOpening()) {
      return new Head(true, 0, 0, "", List.of(), signedIn);
    }
    Progress progress = search.get().progress();
    String version = ChainWatch.version(options.search().directory());
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(progress.unreadable())
        .forEach(
            (file, why) ->
                warnings.add("%s cannot be read, or not to its end: %s".formatted(file, why)));
    if (search.problem() != null) {
      warnings.add(search.problem());
    }
    return new Head(
        false,
        progress.files() - progress.missing(),
        progress.files(),
        Integer.toHexString(version.hashCode()) + "-" + version.length(),
        warnings,
        signedIn);
  }

  ChainWatch.Chain chain() {
    return chain.chain();
  }

  Rows statements(Asked asked) throws IOException, FilterException {
    int limit = asked.number("limit", 100, ROWS);
    return rows(
        search.get().entries(asked.filter(), new Window(limit, false, asked.number("before"))));
  }

  Times timeline(Asked asked) throws IOException, FilterException {
    int most = asked.number("buckets", 100, BUCKETS);
    Timeline line = search.get().timeline(asked.filter(), most);
    List<Count> buckets =
        line.buckets().stream()
            .map(bucket -> new Count(bucket.start(), bucket.kind(), bucket.count()))
            .toList();
    return new Times(line.from(), line.to(), line.width().toSeconds(), buckets);
  }

  List<Group> top(Asked asked) throws IOException, FilterException {
    return search.get().top(asked.filter(), asked.field(), asked.number("most", 10, GROUPS));
  }

  /** The entry of a record, or nothing where the log has no such record. */
  Optional<Detail> entry(Asked asked) throws IOException, FilterException {
    long seq = asked.number("seq").orElseThrow(() -> new FilterException("seq is missing"));
    return search.get().entry(seq).map(Detail::new);
  }

  /** All of a session, oldest first. */
  Rows session(Asked asked) throws IOException, FilterException {
    int limit = asked.number("limit", ROWS, ROWS);
    return rows(search.get().entries(session(asked.text("session")), window(asked, limit)));
  }

  private static Window window(Asked asked, int limit) throws FilterException {
    return new Window(limit, true, asked.number("after"));
  }

  /** What a session did just before and after one of its records. */
  Rows around(Asked asked) throws IOException, FilterException {
    long seq = asked.number("seq").orElseThrow(() -> new FilterException("seq is missing"));
    Filter filter = session(asked.text("session"));
    AuditSearch log = search.get();
    List<Row> rows = new ArrayList<>();
    log.entries(filter, Window.before(seq + 1, AROUND + 1))
        .entries()
        .forEach(entry -> rows.add(Row.of(entry)));
    Collections.reverse(rows);
    log.entries(filter, Window.after(seq, AROUND))
        .entries()
        .forEach(entry -> rows.add(Row.of(entry)));
    return new Rows(rows, null);
  }

  Shape shape(Asked asked) throws IOException, FilterException {
    Filter filter = Filter.ALL.with(Field.SHAPE, Filter.exactly(asked.text("shape")));
    AuditSearch log = search.get();
    return new Shape(
        log.totals(filter),
        log.top(filter, Field.PRINCIPAL, 5),
        rows(log.entries(filter, Window.newest(40))).rows());
  }

  private static Filter session(String session) {
    return Filter.ALL.with(Field.SESSION, Filter.exactly(session));
  }

  private static Rows rows(Page page) {
    List<Row> rows = page.entries().stream().map(Row::of).toList();
    return new Rows(rows, page.more() ? rows.get(rows.size() - 1).seq() : null);
  }

  String version() {
    return options.version();
  }

  /**
   * For what must not be of a part that looks like the whole.
   *
   * @throws SearchException while there is more to index
   */
  AuditSearch whole() throws IOException {
    AuditSearch whole = search.get();
    whole.refresh();
    Progress progress = whole.progress();
    if (progress.missing() > 0) {
      throw new SearchException(
          "the log is being indexed, %d of %d files are: export when all are"
              .formatted(progress.files() - progress.missing(), progress.files()));
    }
    return whole;
  }
}
