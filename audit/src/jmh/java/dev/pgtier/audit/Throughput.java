package dev.pgtier.audit;

import dev.pgtier.audit.json.Utf8;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Judgement;
import dev.pgtier.audit.record.Origin;
import dev.pgtier.audit.record.Outcome;
import dev.pgtier.audit.record.Ulids;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.verify.Report;
import dev.pgtier.audit.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * How many records a second go into one chain, how long one that nobody else competes with takes,
 * and how fast a log is verified. {@code mvn -Pbench -pl audit verify [-Dbench.directory=DIR]}.
 */
public final class Throughput {
  private static final int ROUNDS = 3;
  private static final Origin ORIGIN =
      new Origin(
          "01JZZZZZZZZZZZZZZZZZZZZZZZ",
          "agent",
          "inspect",
          "production",
          new Client("127.0.0.1:51544", "psql"),
          "sha256:" + "0".repeat(64));
  private static final Judgement ALLOWED =
      new Judgement(
          "read", List.of("public.orders"), List.of("now"), "allow", "statements.allow", null);
  private static final Utf8 SQL =
      Utf8.of("SELECT id, status, total FROM orders WHERE created_at > now() - $1 ORDER BY id");

  private Throughput() {}

  public static void main(String[] args) throws Exception {
    Path parent = Path.of(args[0]);
    for (AuditOptions.Durability durability : AuditOptions.Durability.values()) {
      for (int threads : new int[] {1, 2, 4}) {
        for (int round = 0; round < ROUNDS; round++) {
          boolean written = durability == AuditOptions.Durability.WRITTEN;
          flood(parent, durability, threads, written ? 2_000_000 : 1_000_000);
        }
      }
      for (int sessions : new int[] {1, 16}) {
        inTurn(parent, durability, sessions);
      }
    }
  }

  /** As many as go: producers are held back by the log alone. */
  private static void flood(Path parent, AuditOptions.Durability durability, int threads, int total)
      throws Exception {
    Path directory = Files.createTempDirectory(parent, "audit");
    long start = System.nanoTime();
    AtomicLong failed = new AtomicLong();
    try (AuditLog log = open(directory, durability)) {
      Semaphore done = new Semaphore(0);
      for (int i = 0; i < threads; i++) {
        new Thread(() -> produce(log, total / threads, done, failed)).start();
      }
      done.acquire(total);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long bytes = bytes(directory);
    say(
        "%s, %d producers: %,.0f records/s, %.0f MB/s, %d failed",
        durability, threads, total / seconds, bytes / seconds / 1e6, failed.get());
    verify(directory, bytes);
    delete(directory);
  }

  private static void produce(AuditLog log, int count, Semaphore done, AtomicLong failed) {
    Ulids ulids = new Ulids(InstantSource.system());
    Semaphore room = new Semaphore(0);
    Callback callback =
        new Callback() {
          @Override
          public void safe(long seq) {
            done.release();
          }

          @Override
          public void failed(AuditUnavailable reason) {
            failed.incrementAndGet();
            done.release();
          }
        };
    for (int i = 0; i < count; i += 2) {
      String statement = ulids.next();
      log.append(decision(statement), callback);
      if (!log.append(outcome(statement), callback)) {
        log.whenRoom(room::release);
        room.acquireUninterruptibly();
      }
    }
  }

  /** Each session waits for its record before it goes on, as one statement after another does. */
  private static void inTurn(Path parent, AuditOptions.Durability durability, int sessions)
      throws Exception {
    Path directory = Files.createTempDirectory(parent, "audit");
    int each = 20_000 / sessions;
    long[] nanos = new long[each * sessions];
    long start;
    long end;
    try (AuditLog log = open(directory, durability)) {
      Thread[] threads = new Thread[sessions];
      start = System.nanoTime();
      for (int i = 0; i < sessions; i++) {
        int from = i * each;
        threads[i] = new Thread(() -> appendInTurn(log, nanos, from, from + each));
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      end = System.nanoTime();
    }
    Arrays.sort(nanos);
    say(
        "%s, %d in turn: %,.0f records/s, p50 %d us, p99 %d us",
        durability,
        sessions,
        nanos.length / ((end - start) / 1e9),
        nanos[nanos.length / 2] / 1000,
        nanos[nanos.length * 99 / 100] / 1000);
    delete(directory);
  }

  private static void appendInTurn(AuditLog log, long[] nanos, int from, int to) {
    Ulids ulids = new Ulids(InstantSource.system());
    Semaphore told = new Semaphore(0);
    Callback callback =
        new Callback() {
          @Override
          public void safe(long seq) {
            told.release();
          }

          @Override
          public void failed(AuditUnavailable reason) {
            throw new IllegalStateException(reason);
          }
        };
    for (int i = from; i < to; i++) {
      long start = System.nanoTime();
      log.append(decision(ulids.next()), callback);
      told.acquireUninterruptibly();
      nanos[i] = System.nanoTime() - start;
    }
  }

  private static AuditLog open(Path directory, AuditOptions.Durability durability)
      throws IOException {
    return AuditLog.open(
        AuditOptions.builder(directory, sql -> sql).durability(durability).build());
  }

  private static void verify(Path directory, long bytes) throws IOException {
    long start = System.nanoTime();
    Report report =
        new Verifier(
                directory,
                Keys.ofPem(Files.readString(directory.resolve("audit.key.pub"))).orElseThrow(),
                List.of(),
                ForkJoinPool.commonPool())
            .verify();
    double seconds = (System.nanoTime() - start) / 1e9;
    say("  verified in %.2f s, %.0f MB/s: %s", seconds, bytes / seconds / 1e6, report.text());
  }

  private static Decision decision(String statement) {
    return new Decision(
        statement,
        ORIGIN,
        Map.of("tool", "recent_orders"),
        Decision.Protocol.EXTENDED,
        SQL,
        "9f86d081884c7d65",
        ALLOWED,
        List.of("text:1 day"));
  }

  private static Outcome outcome(String statement) {
    return new Outcome(statement, Outcome.Status.OK, "SELECT 3", 3, 812, null, null, 1234);
  }

  private static long bytes(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void say(String form, Object... values) {
    System.out.println(String.format(Locale.ROOT, form, values));
  }
}
