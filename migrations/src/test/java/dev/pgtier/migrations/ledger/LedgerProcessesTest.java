package dev.pgtier.migrations.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One ledger, several processes. */
final class LedgerProcessesTest {
  private static final int RECORDS = 8;
  private static final int KILLS = 3;

  @TempDir Path folder;
  private Path directory;

  @BeforeEach
  void place() {
    directory = folder.resolve("ledger");
  }

  @Test
  void processesAndThreadsAppendAtTheSameTime() throws Exception {
    List<Process> processes = List.of(
            writer(RECORDS, folder.resolve("one")), writer(RECORDS, folder.resolve("two")));
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    Ledger shared = new Ledger(directory);
    for (Ledger ledger : List.of(shared, shared, new Ledger(directory))) {
      Thread thread = new Thread(() -> append(ledger));
      thread.setUncaughtExceptionHandler((who, why) -> failures.add(why));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (Process process : processes) {
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(errors).isZero();
    }
    assertThat(failures).isEmpty();
    assertThat(new Ledger(directory).read()).hasSize(1 + 5 * RECORDS);
  }

  private static void append(Ledger ledger) {
    try {
      for (int i = 0; i < RECORDS; i++) {
        ledger.append(Records.started());
        ledger.read();
      }
    } catch (LedgerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKillInTheMiddleLosesNoRecordThatWasAnswered() throws Exception {
    long answered = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Path output = folder.resolve("output-" + kill);
      Process process = writer(Integer.MAX_VALUE, output);
      while (Files.readAllLines(output).size() < 3 + kill) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(1);
      }
      process.destroyForcibly();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String text = Files.readString(output);
      answered =
          text.substring(0, text.lastIndexOf('\n')).lines().mapToLong(Long::parseLong).max().orElseThrow();
      List<LedgerEntry> entries = new Ledger(directory).read();
      assertThat((long) entries.size()).isGreaterThanOrEqualTo(answered);
    }
    new Ledger(directory).append(Records.started());
    assertThat(new Ledger(directory).read())
        .last()
        .extracting(LedgerEntry::record)
        .isEqualTo(Records.started());
  }

  private Process writer(int count, Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            directory.toString(),
            Integer.toString(count))
        .redirectOutput(output.toFile())
        .start();
  }
}
