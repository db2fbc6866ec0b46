package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.wasm.LibPgQuery;
import dev.pgtier.parser.wasm.ReportedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Four parsers in four threads, statements and syntax errors over and over: the modules' stack
 * pointers come back to where they were each time, and their memory does not grow. {@code
 * -Dparser.soak=PT1H} sets for how long.
 */
class SoakTest {
  private static final Duration TIME = Duration.parse(System.getProperty("parser.soak", "PT3S"));
  private static final int THREADS = 4;
  private static final int STATEMENTS = 400;

  /**
   * What a thread saw.
   *
   * @param firstMemory bytes held after two rounds over all statements
   * @param lastMemory bytes held at the end
   */
  private record Report(
      int rounds, long statements, long errors, long firstMemory, long lastMemory) {}

  @Test
  void neitherStackPointerNorMemoryDrifts() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Report>> soaks = new ArrayList<>();
      for (int seed = 0; seed < THREADS; seed++) {
        List<byte[]> statements = statements(seed);
        soaks.add(() -> soak(statements));
      }
      for (Future<Report> future : threads.invokeAll(soaks)) {
        Report report = future.get();
        System.out.println(report);
        assertThat(report.errors()).isBetween(1L, report.statements() - 1);
        assertThat(report.lastMemory()).isEqualTo(report.firstMemory());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Report soak(List<byte[]> statements) {
    LibPgQuery library = new LibPgQuery(64 << 20);
    int stackPointer = library.stackPointer();
    long end = System.nanoTime() + TIME.toNanos();
    long errors = 0;
    long memory = 0;
    int rounds = 0;
    // Three rounds at least: two to take the memory that they need, one to need no more.
    while (rounds < 3 || System.nanoTime() < end) {
      for (byte[] sql : statements) {
        try {
          library.parse(sql);
        } catch (ReportedException e) {
          errors++;
        }
        library.fingerprint(sql);
        assertThat(library.stackPointer()).isEqualTo(stackPointer);
      }
      rounds++;
      if (rounds == 2) {
        memory = library.memorySize();
      }
    }
    long count = (long) rounds * statements.size();
    return new Report(rounds, count, errors, memory, library.memorySize());
  }

  private static List<byte[]> statements(int seed) {
    RandomStatements random = new RandomStatements(new Random(seed));
    List<byte[]> statements = new ArrayList<>();
    for (int i = 0; i < STATEMENTS; i++) {
      String sql = i % 2 == 0 ? random.next() : random.damaged(random.next());
      statements.add(sql.getBytes(StandardCharsets.UTF_8));
    }
    return statements;
  }
}
