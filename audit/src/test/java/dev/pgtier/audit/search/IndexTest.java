package dev.pgtier.audit.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is derived from the log is never taken for the log, nor in its way. */
class IndexTest {
  private static final int STATEMENTS = 60;

  @TempDir private Path folder;
  private Path directory;

  @BeforeEach
  void aLogOfSeveralFiles() throws Exception {
    directory = folder.resolve("lo'g [*]");
    try (AuditLog log = AuditLog.open(options().build())) {
      for (int i = 0; i < STATEMENTS; i++) {
        Logs.append(log, Logs.decision("S" + i, "SELECT " + i));
        Logs.append(log, Logs.outcome("S" + i));
      }
    }
    assertThat(LogDirectory.files(directory)).hasSizeGreaterThan(3);
  }

  private AuditOptions.Builder options() {
    return Logs.options(directory).rotateBytes(10_000);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> found = Files.list(directory.resolve("search"))) {
      return found.filter(path -> path.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private void isAllThere() throws Exception {
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      isAllThere(search);
    }
  }

  private static void isAllThere(AuditSearch search) throws Exception {
    Page page = search.entries(Filter.ofQuery("event=decision"), Window.oldest(1000));
    assertThat(page.entries())
        .extracting(Entry::sql)
        .containsExactlyElementsOf(
            IntStream.range(0, STATEMENTS).mapToObj(i -> "SELECT " + i).toList());
    assertThat(page.entries()).allMatch(entry -> entry.outcome() != null);
  }

  @Test
  void closedFilesGetSegmentsThatOnlyTheirOwnerReads() throws Exception {
    isAllThere();
    List<LogFile> files = LogDirectory.files(directory);
    List<Path> segments = segments();
    assertThat(segments).hasSize(files.size() - 1);
    for (Path segment : segments) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(segment)))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("search"))))
        .isEqualTo("rwx------");
    try (Stream<Path> left = Files.list(directory.resolve("search"))) {
      assertThat(left).hasSize(segments.size());
    }
    isAllThere();
    assertThat(segments()).isEqualTo(segments);
    assertThat(Logs.verify(directory).status().exitCode()).isZero();
    AuditLog.open(options().build()).close();
  }

  @Test
  void whatIsMissingDamagedOrHalfWrittenIsMadeAgain() throws Exception {
    isAllThere();
    List<Path> segments = segments();
    Files.delete(segments.get(0));
    Files.write(segments.get(1), new byte[100]);
    try (var channel =
        java.nio.channels.FileChannel.open(segments.get(2), StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(segments.get(2)) / 2);
    }
    Files.writeString(directory.resolve("search").resolve("unfinished.parquet"), "PAR1");
    isAllThere();
    assertThat(segments()).containsAll(segments);
  }

  @Test
  void anotherLogUnderTheSameNamesIsNotTakenForTheOldOne() throws Exception {
    isAllThere();
    List<Path> old = segments();
    for (LogFile file : LogDirectory.files(directory)) {
      Files.delete(file.path());
      Files.deleteIfExists(file.checkpoints());
    }
    try (AuditLog log = AuditLog.open(options().build())) {
      for (int i = 0; i < STATEMENTS; i++) {
        Logs.append(log, Logs.decision("N" + i, "VALUES (" + i + ")"));
      }
    }
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      assertThat(search.totals(Filter.ofQuery("text=SELECT")).entries()).isZero();
      assertThat(search.totals(Filter.ofQuery("text=VALUES")).entries()).isEqualTo(STATEMENTS);
    }
    assertThat(old).isNotEmpty();
  }

  @Test
  void theIndexOfAFileGoesWithTheFile() throws Exception {
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      isAllThere(search);
      LogFile first = LogDirectory.files(directory).get(0);
      Files.delete(first.path());
      long left = search.totals(Filter.ofQuery("event=decision")).entries();
      assertThat(left).isBetween(1L, STATEMENTS - 1L);
      assertThat(segments())
          .noneMatch(path -> path.getFileName().toString().startsWith("audit-0000000000000001."));
    }
  }

  @Test
  void whatRetentionDeletesIsNotKeptInTheIndex() throws Exception {
    isAllThere();
    int before = segments().size();
    InstantSource later = () -> Instant.now().plus(Duration.ofDays(60));
    try (AuditLog log =
        AuditLog.open(options().clock(later).retention(Duration.ofDays(30)).build())) {
      assertThat(log.hasRoom()).isTrue();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!segments().isEmpty()) {
        assertThat(System.nanoTime()).as("%d of %d", segments().size(), before).isLessThan(end);
        Thread.sleep(20);
      }
    }
    assertThat(Logs.verify(directory).text()).contains(" before them deleted by retention");
  }

  @Test
  void recordsOfBeforeHintsAreFoundAsBefore() throws Exception {
    for (LogFile file : LogDirectory.files(directory)) {
      String now = Files.readString(file.path());
      String before = now.replace(",\"hint\":null", "");
      assertThat(before).isNotEqualTo(now);
      Files.writeString(file.path(), before);
    }
    isAllThere();
    assertThat(segments()).isNotEmpty();
  }

  @Test
  void aLineThatIsBeingWrittenWaitsAndADamagedOneIsSaid() throws Exception {
    List<LogFile> files = LogDirectory.files(directory);
    Path last = files.get(files.size() - 1).path();
    Files.writeString(last, "{\"v\":1,\"seq\":99", StandardOpenOption.APPEND);
    isAllThere();
    Path second = files.get(1).path();
    List<String> lines = Files.readAllLines(second);
    String lost = lines.get(2);
    Files.writeString(second, Files.readString(second).replace(lost, "x".repeat(lost.length())));
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      Page page = search.entries(Filter.ofQuery("event=unreadable"), Window.oldest(9));
      assertThat(page.entries()).isEmpty();
    }
    SearchProperties.delete(directory.resolve("search"));
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      Page page = search.entries(Filter.ofQuery("event=unreadable"), Window.oldest(9));
      assertThat(page.entries())
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.reason())
                      .contains(" of " + second.getFileName() + " is no record"));
    }
  }

  @Test
  void aFileThatCannotBeReadToItsEndIsLeftOutFromThereAndNamed() throws Exception {
    compressed();
    List<LogFile> files = LogDirectory.files(directory);
    LogFile halved = files.get(0);
    LogFile garbage = files.get(1);
    byte[] whole = Files.readAllBytes(halved.path());
    Files.write(halved.path(), Arrays.copyOf(whole, whole.length / 2));
    Files.write(garbage.path(), new byte[500]);
    for (int time = 0; time < 2; time++) {
      try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
        for (int question = 0; question < 2; question++) {
          long found = search.totals(Filter.ofQuery("event=decision")).entries();
          assertThat(found).isBetween(STATEMENTS / 2L, STATEMENTS - 2L);
          assertThat(search.progress().unreadable())
              .containsOnlyKeys(halved.name(), garbage.name());
          assertThat(search.entry(STATEMENTS * 2L)).isPresent();
        }
        assertThat(search.entry(2)).as("before the damage").isPresent();
        Files.write(halved.path(), whole);
        assertThat(search.entry(2)).isPresent();
        assertThat(search.progress().unreadable()).containsOnlyKeys(garbage.name());
      }
      Files.write(halved.path(), Arrays.copyOf(whole, whole.length / 2));
    }
  }

  private void compressed() throws Exception {
    try (AuditLog log = AuditLog.open(options().compress(true).build())) {
      assertThat(log.hasRoom()).isTrue();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (LogDirectory.files(directory).stream().filter(LogFile::compressed).count() < 3) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(20);
      }
    }
  }

  @Test
  void aPartIsAskedWhileTheRestIsIndexedTheNewestFirst() throws Exception {
    int files = LogDirectory.files(directory).size();
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory).inPart())) {
      int steps = 1;
      long before = -1;
      while (search.advance()) {
        Progress progress = search.progress();
        assertThat(progress.files() - progress.missing()).isEqualTo(steps + 1);
        long found = search.totals(Filter.ofQuery("event=decision")).entries();
        assertThat(found).isGreaterThan(before).isLessThan(STATEMENTS);
        assertThat(search.entry(STATEMENTS * 2L)).as("the newest").isPresent();
        before = found;
        steps++;
      }
      assertThat(steps).isEqualTo(files - 1);
      isAllThere(search);
    }
  }

  @Test
  void whereNothingCanBeWrittenTheIndexLastsAsLongAsTheSearch() throws Exception {
    Files.writeString(directory.resolve("search"), "in the way");
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      assertThat(search.isTemporary()).isTrue();
      isAllThere(search);
    }
    assertThat(Files.readString(directory.resolve("search"))).isEqualTo("in the way");
    Path elsewhere = folder.resolve("else/where");
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory).withIndex(elsewhere))) {
      assertThat(search.isTemporary()).isFalse();
      isAllThere(search);
    }
    assertThat(elsewhere).isNotEmptyDirectory();
  }

  @Test
  void aFilterIsBoundAndNeverPartOfAQuestion() throws Exception {
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      String[] nasty = {"'", "' OR 1=1 --", "\\", "%", "$1", "?", "\u0000", "\"", ";"};
      String[] wild = Arrays.stream(nasty).map(word -> word + "*").toArray(String[]::new);
      for (Field field : Field.values()) {
        assertThat(search.totals(Filter.ALL.with(field, nasty)).entries()).isZero();
        assertThat(search.totals(Filter.ALL.with(field, wild)).entries()).isZero();
      }
      assertThat(search.totals(Filter.ofQuery("text=%27+OR+1%3D1")).entries()).isZero();
      isAllThere(search);
    }
  }

  @Test
  void whatIsNoDirectoryIsSaid() {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> AuditSearch.open(SearchOptions.of(none)))
        .isInstanceOf(SearchException.class)
        .hasMessage(none + " is no directory");
  }
}
