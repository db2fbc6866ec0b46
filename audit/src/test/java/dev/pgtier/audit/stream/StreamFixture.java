package dev.pgtier.audit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Streams over a log in a folder of the test's own. */
abstract class StreamFixture {
  static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;
  final List<LogStream> streams = new ArrayList<>();
  final AtomicLong behind = new AtomicLong();
  final List<String> failures = new ArrayList<>();

  Path directory() {
    return folder.resolve("log");
  }

  AuditLog open() throws IOException {
    return AuditLog.open(Logs.options(directory()).rotateBytes(8_000).compress(true).build());
  }

  LogStream stream(StreamOptions.Format format, StreamTarget target) throws IOException {
    StreamMetrics metrics =
        new StreamMetrics() {
          @Override
          public void behind(long bytes) {
            behind.set(bytes);
          }

          @Override
          public void failed(String detail) {
            synchronized (failures) {
              failures.add(detail);
            }
          }
        };
    LogStream stream =
        LogStream.start(
            new StreamOptions(
                directory(), format, target, folder.resolve("position"), "0.1.0", metrics));
    streams.add(stream);
    return stream;
  }

  @AfterEach
  void close() {
    streams.forEach(LogStream::close);
  }

  static void statement(AuditLog log, String name) throws Exception {
    Logs.append(log, Logs.decision(name, "SELECT '" + name + "'"));
    Logs.append(log, Logs.outcome(name));
  }

  static Decision denial(String name) {
    Decision allowed = Logs.decision(name, "DROP TABLE orders");
    return new Decision(
        name,
        allowed.origin(),
        null,
        allowed.protocol(),
        allowed.sql(),
        null,
        new Judgement("ddl", List.of(), List.of(), "deny", "statements.allow", "no"),
        null);
  }

  static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(20);
    }
  }

  static List<Long> numbers(Path file) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      numbers.add(MAPPER.readTree(line).path("seq").asLong());
    }
    return numbers;
  }

  List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }
}
