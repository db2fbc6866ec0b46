package dev.pgtier.audit.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.json.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/audit.schema.json holds for every record, and docs/audit.md explains every field. */
final class SchemaTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String ULID = new Ulids(InstantSource.system()).next();
  private static final Client CLIENT = new Client("[::1]:5432", null);

  @TempDir private Path directory;

  private static List<AuditRecord> all() {
    Origin origin = Logs.ORIGIN;
    Judgement denial =
        new Judgement(
            "write", List.of("public.\"Or ders\""), List.of(), "deny", "statements.allow", "no");
    List<AuditRecord> all = new ArrayList<>();
    for (Decision.Protocol protocol : Decision.Protocol.values()) {
      all.add(
          new Decision(
              ULID,
              origin,
              Map.of("a \"b\"", "c\u0000\u2028\ud83d\ude00\ud800"),
              protocol,
              Utf8.of("select '\\x' -- \t\u0007"),
              "9f86d081884c7d65",
              denial,
              Arrays.asList(null, "hmac-sha256:" + HASH, "text[5000]:a", "base64:AA==")));
    }
    all.add(
        new Decision(
            ULID,
            origin,
            null,
            Decision.Protocol.FUNCTION_CALL,
            null,
            null,
            new Judgement(null, List.of(), List.of(), "allow", null, null),
            null));
    all.add(
        new Decision(
            ULID,
            origin,
            null,
            Decision.Protocol.SIMPLE,
            Utf8.of(new byte[] {'a', (byte) 0xC3, 0, (byte) 0xFF, '"', (byte) 0xE4}),
            null,
            denial,
            List.of()));
    for (Outcome.Status status : Outcome.Status.values()) {
      all.add(new Outcome(ULID, status, "COPY 5", 5, 812, "57014", "limits.time", 1234));
      all.add(new Outcome(ULID, status, null, -1, -1, null, null, -1));
    }
    all.add(new Cancel(ULID, ULID, CLIENT));
    all.add(new Cancel(null, null, CLIENT));
    all.add(new SessionStart(origin, "shop", "scram", "TLSv1.3"));
    all.add(new SessionStart(origin, null, null, null));
    all.add(new SessionEnd(ULID, "agent", "the client left", null, 12, 99));
    all.add(new LoginFailed("nobody", CLIENT, "28P01", "wrong password"));
    all.add(new LoginFailed(null, CLIENT, null, null));
    all.add(new Reload("SIGHUP", true, Map.of("inspect", "sha256:" + HASH), List.of()));
    all.add(new Reload("admin", false, Map.of(), List.of("inspect.yaml:1:1: no \"mode\"")));
    String key = HASH.substring(0, 16);
    all.add(new LogEvent.LogOpened(key, 4711));
    all.add(new LogEvent.LogClosed());
    String file = "audit-0000000000000001.jsonl";
    all.add(new LogEvent.Repaired(file, file + ".torn-5-1", 18, HASH));
    String time = "2026-01-02T03:04:05.678901Z";
    all.add(new LogEvent.Gap(time, time, "disk-full", 1, 0));
    all.add(new LogEvent.Retention(file, 1, 42, HASH));
    all.add(new LogEvent.KeyRotated(key, key, "MCow", "AA==", "AA=="));
    return all;
  }

  private List<String> lines() throws Exception {
    try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
      for (AuditRecord record : all()) {
        Logs.append(log, record);
      }
    }
    return Files.readAllLines(Logs.firstFile(directory));
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(DOCS.resolve("audit.schema.json")));
  }

  @Test
  void everyRecordHolds() throws Exception {
    Schema schema = schema();
    for (String line : lines()) {
      assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
    }
  }

  @Test
  void aRecordWithAFieldMoreOrLessDoesNotHold() throws Exception {
    Schema schema = schema();
    for (String line : lines()) {
      assertThat(schema.validate(line.replace("\"v\":1,", ""), InputFormat.JSON)).isNotEmpty();
      assertThat(schema.validate(line.replace("{\"v\":1,", "{\"v\":1,\"x\":1,"), InputFormat.JSON))
          .isNotEmpty();
    }
  }

  @Test
  void everyKindOfRecordIsTried() {
    Set<String> tried = new TreeSet<>();
    all().forEach(record -> tried.add(record.getClass().getSimpleName()));
    Set<String> known = new TreeSet<>();
    leaves(AuditRecord.class).forEach(type -> known.add(type.getSimpleName()));
    assertThat(tried).isEqualTo(known);
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    return permitted == null
        ? Stream.of(type)
        : Arrays.stream(permitted).flatMap(SchemaTest::leaves);
  }

  @Test
  void textsComeBackAsTheyWentIn() throws Exception {
    JsonNode first = new ObjectMapper().readTree(lines().get(1));
    assertThat(first.at("/context").get("a \"b\"").asText())
        .isEqualTo("c\u0000\u2028\ud83d\ude00\ufffd");
    assertThat(first.at("/sql").asText()).isEqualTo("select '\\x' -- \t\u0007");
    JsonNode broken = new ObjectMapper().readTree(lines().get(5));
    assertThat(broken.at("/sql").asText()).isEqualTo("a\ufffd\u0000\ufffd\"\ufffd");
  }

  @Test
  void theReferenceNamesExactlyTheFieldsOfTheSchema() throws Exception {
    Map<String, Set<String>> documented = new TreeMap<>();
    Matcher found =
        Pattern.compile("(?m)^## .*$|^### `([a-z-]+)`.*$|^\\| `([A-Za-z0-9.]+)` \\|")
            .matcher(Files.readString(DOCS.resolve("audit.md")));
    Set<String> fields = new TreeSet<>();
    while (found.find()) {
      if (found.group(1) != null) {
        fields = documented.computeIfAbsent(found.group(1), name -> new TreeSet<>());
      } else if (found.group(2) != null) {
        fields.add(found.group(2));
      } else {
        fields = new TreeSet<>();
      }
    }
    JsonNode defs =
        new ObjectMapper().readTree(DOCS.resolve("audit.schema.json").toFile()).path("$defs");
    Map<String, Set<String>> known = new TreeMap<>();
    Set<String> common = Set.of("v", "seq", "time", "event", "prev", "hash");
    defs.properties()
        .forEach(
            def -> {
              Set<String> names = new TreeSet<>();
              def.getValue().path("properties").fieldNames().forEachRemaining(names::add);
              if (!def.getKey().equals("client")) {
                assertThat(names).containsAll(common);
                names.removeAll(common);
              }
              known.put(def.getKey(), names);
            });
    known.put("every-record", new TreeSet<>(common));
    assertThat(documented).isEqualTo(known);
  }
}
