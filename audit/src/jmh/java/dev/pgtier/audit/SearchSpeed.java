package dev.pgtier.audit;

import dev.pgtier.audit.json.Utf8;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Judgement;
import dev.pgtier.audit.record.Origin;
import dev.pgtier.audit.record.Outcome;
import dev.pgtier.audit.record.Ulids;
import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.Field;
import dev.pgtier.audit.search.Filter;
import dev.pgtier.audit.search.SearchOptions;
import dev.pgtier.audit.search.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * How long questions over a large log take. Makes the log with the real writer where the directory
 * has none yet: {@code bench/audit-search.sh}.
 */
public final class SearchSpeed {
  private static final int ROUNDS = 7;
  private static final int PRINCIPALS = 40;
  private static final int SHAPES = 800;
  private static final int SESSIONS = 20_000;

  private SearchSpeed() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]).resolve("audit-search");
    int records = Integer.parseInt(args[1]);
    if (!Files.exists(directory)) {
      long start = System.nanoTime();
      write(directory, records);
      say("%,d records written in %.1f s", records, (System.nanoTime() - start) / 1e9);
    }
    ask(directory, "first");
    ask(directory, "again");
  }

  private static void ask(Path directory, String time) throws Exception {
    long start = System.nanoTime();
    try (AuditSearch search = AuditSearch.open(SearchOptions.of(directory))) {
      search.refresh();
      say("opened, %s: %.2f s", time, (System.nanoTime() - start) / 1e9);
      say("%s", search.totals(Filter.ALL));
      Filter denied = Filter.ofQuery("verdict=deny");
      measure("denials by shape", () -> search.top(denied, Field.SHAPE, 10));
      measure("denials over time", () -> search.timeline(denied, 100));
      measure("all over time, by verdict", () -> search.timeline(Filter.ALL, 100));
      measure("one principal by relation", () -> search.top(one(), Field.RELATION, 10));
      measure("all by rule", () -> search.top(Filter.ALL, Field.RULE, 10));
      measure("slow ones by tool", () -> search.top(slow(), Field.TOOL, 10));
      measure("text by principal", () -> search.top(text(), Field.PRINCIPAL, 10));
      measure("newest 100", () -> search.entries(Filter.ALL, Window.newest(100)));
      measure("newest 100 denials", () -> search.entries(denied, Window.newest(100)));
      measure("oldest 100 with a text", () -> search.entries(text(), Window.oldest(100)));
      String session =
          search
              .entries(Filter.ALL, Window.before(records(search) / 2, 1))
              .entries()
              .get(0)
              .session();
      Filter own = Filter.ALL.with(Field.SESSION, session);
      measure("a session's statements", () -> search.entries(own, Window.oldest(500)));
      measure("how many", () -> search.totals(one()));
    }
  }

  private static long records(AuditSearch search) throws Exception {
    return search.entries(Filter.ALL, Window.newest(1)).entries().get(0).seq();
  }

  private static Filter one() throws Exception {
    return Filter.ofQuery("principal=agent-7");
  }

  private static Filter slow() throws Exception {
    return Filter.ofQuery("min-duration=90ms&effect=read");
  }

  private static Filter text() throws Exception {
    return Filter.ofQuery("text=table_17");
  }

  private static void measure(String name, Callable<?> question) throws Exception {
    double[] millis = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      question.call();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    say("  %-28s first %6.0f ms, median %6.0f ms", name, first, millis[ROUNDS / 2]);
  }

  private static void write(Path directory, int records) throws Exception {
    AuditOptions options = AuditOptions.builder(directory, sql -> sql).build();
    Random random = new Random(42);
    Ulids ulids = new Ulids(InstantSource.system());
    Origin[] sessions = new Origin[SESSIONS];
    for (int i = 0; i < SESSIONS; i++) {
      sessions[i] =
          new Origin(
              ulids.next(),
              "agent-" + i % PRINCIPALS,
              i % 5 == 0 ? "validate" : "inspect",
              "production",
              new Client("10.0.%d.%d:%d".formatted(i % 7, i % 250, 30_000 + i), "psql"),
              "sha256:" + "0".repeat(64));
    }
    Semaphore room = new Semaphore(0);
    try (AuditLog log = AuditLog.open(options)) {
      for (int i = 0; i < records / 2; i++) {
        String statement = ulids.next();
        boolean denied = random.nextInt(50) == 0;
        log.append(
            decision(statement, sessions[(i / 125) % SESSIONS], random, denied), Callback.NONE);
        Outcome.Status status =
            denied || random.nextInt(40) == 0 ? Outcome.Status.ERROR : Outcome.Status.OK;
        boolean taken =
            log.append(
                new Outcome(
                    statement,
                    status,
                    "SELECT " + i % 90,
                    i % 90,
                    i % 4000,
                    status == Outcome.Status.OK ? null : denied ? "42501" : "42P01",
                    null,
                    random.nextInt(100_000)),
                Callback.NONE);
        if (!taken) {
          log.whenRoom(room::release);
          room.acquireUninterruptibly();
        }
      }
    }
  }

  private static Decision decision(String statement, Origin origin, Random random, boolean denied) {
    int shape = (int) Math.min(SHAPES - 1, Math.abs(random.nextGaussian()) * SHAPES / 4);
    String relation = "public.table_" + shape % 60;
    return new Decision(
        statement,
        origin,
        Map.of("server", "prod-readonly", "tool", "tool_" + shape % 12),
        shape % 3 == 0 ? Decision.Protocol.SIMPLE : Decision.Protocol.EXTENDED,
        Utf8.of(
            "SELECT id, status, total FROM table_%d WHERE created_at > now() - $1 AND n = %d"
                    .formatted(shape % 60, shape)
                + " ORDER BY id"),
        "%016x".formatted(shape * 0x9E3779B97F4A7C15L),
        new Judgement(
            denied ? "write" : "read",
            List.of(relation),
            List.of("now"),
            denied ? "deny" : "allow",
            "statements.allow",
            denied ? "tier inspect does not allow write (UPDATE)" : null),
        List.of("hmac-sha256:%064x".formatted(random.nextLong() >>> 1)));
  }

  private static void say(String form, Object... values) {
    System.out.println(String.format(Locale.ROOT, form, values));
  }
}
