package dev.pgtier.audit.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.record.AuditRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a search finds is what somebody finds who reads every line. */
final class SearchProperties {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A decision with its outcome, or any other record, as JSON. */
  private record Row(JsonNode record, JsonNode outcome) {
    String text(String field) {
      return record.path(field).isTextual() ? record.path(field).textValue() : null;
    }
  }

  @Property(tries = 2)
  void searchFindsWhatAReaderFinds(@ForAll long seed) throws Exception {
    Path directory = Files.createTempDirectory("search-properties");
    try (AuditLog log =
            AuditLog.open(
                Logs.options(directory).rotateBytes(30_000).compress(seed % 2 == 0).build());
        AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      RandomRecords records = new RandomRecords(seed);
      for (int i = 0; i < 2; i++) {
        append(log, records, 200);
        check(search, directory);
      }
      try (AuditSearch other = AuditSearch.open(SearchOptions.of(directory))) {
        check(other, directory);
      }
    }
    assertThat(Logs.verify(directory).status().exitCode()).isZero();
    delete(directory);
  }

  private static void append(AuditLog log, RandomRecords records, int count) {
    CompletableFuture<Long> last = null;
    for (int i = 0; i < count; i++) {
      AuditRecord record = records.next();
      last = Logs.send(log, record);
    }
    last.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static void check(AuditSearch search, Path directory) throws Exception {
    List<Row> rows = rows(directory);
    same(search, rows, "", row -> true);
    same(search, rows, "verdict=deny", row -> "deny".equals(row.text("verdict")));
    same(search, rows, "verdict=!deny", row -> !"deny".equals(row.text("verdict")));
    same(
        search,
        rows,
        "principal=agent-1&principal=agent-2",
        row -> "agent-1".equals(row.text("principal")) || "agent-2".equals(row.text("principal")));
    same(
        search,
        rows,
        "principal=agent-*&event=decision",
        row ->
            "decision".equals(row.text("event"))
                && row.text("principal") != null
                && row.text("principal").startsWith("agent-"));
    same(
        search, rows, "status=error", row -> "error".equals(row.outcome().path("status").asText()));
    same(
        search,
        rows,
        "relation=public.orders",
        row -> row.record().path("relations").toString().contains("\"public.orders\""));
    same(
        search,
        rows,
        "relation=*DROP*",
        row -> row.record().path("relations").toString().contains("DROP"));
    same(
        search,
        rows,
        "text=" + "%5C%27+from",
        row -> contains(row.text("sql"), "\\' from") || contains(row.text("reason"), "\\' from"));
    same(
        search,
        rows,
        "client=%3A%3A1",
        row -> row.record().at("/client/address").asText().startsWith("[::1]"));
    same(search, rows, "min-rows=10", row -> row.outcome().path("rows").asLong(-1) >= 10);
    same(
        search,
        rows,
        "tool=tool-1",
        row -> "tool-1".equals(row.record().at("/context/tool").asText()));
    Map<String, Long> verdicts = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> row.text("verdict") != null)
        .forEach(row -> verdicts.merge(row.text("verdict"), 1L, Long::sum));
    Map<String, Long> counted = new LinkedHashMap<>();
    search.top(Filter.ALL, Field.VERDICT, 9).forEach(g -> counted.put(g.value(), g.count()));
    assertThat(counted).containsExactlyInAnyOrderEntriesOf(verdicts);
    long inBuckets =
        search.timeline(Filter.ALL, 50).buckets().stream().mapToLong(Bucket::count).sum();
    assertThat(inBuckets).isEqualTo(rows.size());
  }

  private static boolean contains(String text, String part) {
    return text != null && text.contains(part);
  }

  private static void same(AuditSearch search, List<Row> rows, String query, Predicate<Row> wanted)
      throws Exception {
    Filter filter = Filter.ofQuery(query);
    List<Row> expected = rows.stream().filter(wanted).toList();
    List<Entry> found = new ArrayList<>();
    search.stream(filter, found::add);
    assertThat(found.stream().map(Entry::seq))
        .as(query)
        .containsExactlyElementsOf(
            expected.stream().map(row -> row.record().path("seq").asLong()).toList());
    for (int i = 0; i < found.size(); i++) {
      same(found.get(i), expected.get(i));
    }
    assertThat(search.totals(filter).entries()).isEqualTo(expected.size());
    Page newest = search.entries(filter, Window.newest(7));
    assertThat(newest.entries())
        .containsExactlyElementsOf(
            found.stream()
                .sorted(Comparator.comparingLong(Entry::seq).reversed())
                .limit(7)
                .toList());
    assertThat(newest.more()).isEqualTo(found.size() > 7);
  }

  private static void same(Entry entry, Row row) throws IOException {
    assertThat(entry.event()).isEqualTo(row.text("event"));
    assertThat(entry.time()).hasToString(java.time.Instant.parse(row.text("time")).toString());
    assertThat(entry.principal()).isEqualTo(row.text("principal"));
    assertThat(entry.sql()).isEqualTo(row.text("sql"));
    assertThat(entry.reason()).isEqualTo(row.text("reason"));
    assertThat(entry.hint()).isEqualTo(row.text("hint"));
    assertThat(entry.outcome() == null).isEqualTo(row.outcome().isMissingNode());
    if (entry.event().equals("decision")) {
      assertThat(MAPPER.valueToTree(entry.context()).toString())
          .isEqualTo(row.record().path("context").toString());
      assertThat(MAPPER.valueToTree(entry.parameters()).toString())
          .isEqualTo(row.record().path("parameters").toString());
      assertThat(MAPPER.valueToTree(entry.relations()).toString())
          .isEqualTo(row.record().path("relations").toString());
    } else {
      assertThat(MAPPER.readTree(entry.line())).isEqualTo(row.record());
    }
    if (entry.outcome() != null) {
      assertThat(entry.outcome().seq()).isEqualTo(row.outcome().path("seq").asLong());
      assertThat(entry.outcome().status()).isEqualTo(row.outcome().path("status").asText());
      assertThat(entry.outcome().rows() == null).isEqualTo(row.outcome().path("rows").isNull());
    }
  }

  private static List<Row> rows(Path directory) throws IOException {
    while (true) {
      try {
        return joined(records(directory));
      } catch (NoSuchFileException e) {
        // It was compressed between the list and the reading.
        assertThat(e.getFile()).endsWith(".jsonl");
      }
    }
  }

  private static List<JsonNode> records(Path directory) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (LogFile file : LogDirectory.files(directory)) {
      try (InputStream in = file.open()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
          if (!line.isEmpty()) {
            records.add(MAPPER.readTree(line));
          }
        }
      }
    }
    return records;
  }

  private static List<Row> joined(List<JsonNode> records) {
    Map<String, JsonNode> outcomes = new LinkedHashMap<>();
    records.stream()
        .filter(record -> record.path("event").asText().equals("outcome"))
        .forEach(record -> outcomes.put(record.path("statement").asText(), record));
    return records.stream()
        .filter(record -> !record.path("event").asText().equals("outcome"))
        .map(
            record ->
                new Row(
                    record,
                    record.path("event").asText().equals("decision")
                        ? outcomes.getOrDefault(
                            record.path("statement").asText(), MAPPER.missingNode())
                        : MAPPER.missingNode()))
        .toList();
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> walked = Files.walk(directory)) {
      for (Path path : walked.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
