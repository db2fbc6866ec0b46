package dev.pgtier.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.verify.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer that is killed under load loses nothing that it had called safe, and whoever opens the
 * log next finds a whole chain. {@code -Daudit.kills=200} makes it many more times.
 */
final class KilledWriterTest {
  private static final int KILLS = Integer.getInteger("audit.kills", 8);
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\{\"v\":1,\"seq\":([0-9]+),\"time\":\"[^\"]+\",\"event\":\"decision\",\"statement\":\"([^\"]+)\"");

  @TempDir private Path directory;

  @Test
  void nothingThatWasCalledSafeIsMissingAfterAnyKill() throws Exception {
    Random random = new Random(5);
    Set<String> safe = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      String durability = kill % 2 == 0 ? "WRITTEN" : "SYNCED";
      List<String> lines = runAndKill(durability, 10 + random.nextInt(150));
      assertThat(lines).noneMatch(line -> line.startsWith("failed"));
      safe.addAll(lines);

      AuditLog.open(Logs.options(directory).build()).close();

      Report report = Logs.verify(directory);
      assertThat(report.status())
          .as("kill %d: %s", kill, report.text())
          .isEqualTo(Report.Status.WHOLE);
      Set<String> missing = new HashSet<>(safe);
      missing.removeAll(recorded());
      assertThat(missing).as("kill %d", kill).isEmpty();
    }
    assertThat(safe).hasSizeGreaterThan(KILLS);
  }

  /** What the process said was safe, line by line. */
  private List<String> runAndKill(String durability, int millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName(),
                directory.toString(),
                durability)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      assertThat(line).as("the first record").isNotNull();
      long end = System.nanoTime() + millis * 1_000_000L;
      while (line != null) {
        lines.add(line);
        if (System.nanoTime() > end && process.isAlive()) {
          // Not of the Process itself, which would close the pipe too.
          process.toHandle().destroyForcibly();
        }
        line = out.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    // The last line may be a part of one.
    lines.remove(lines.size() - 1);
    return lines;
  }

  private Set<String> recorded() throws IOException {
    Set<String> recorded = new HashSet<>();
    for (LogFile file : LogDirectory.files(directory)) {
      try (InputStream in = file.open()) {
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
            .lines()
            .map(STATEMENT::matcher)
            .filter(Matcher::lookingAt)
            .forEach(match -> recorded.add(match.group(1) + " " + match.group(2)));
      }
    }
    return recorded;
  }
}
