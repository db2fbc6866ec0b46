package dev.pgtier.migrations.clone;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs the clone's command. What it prints is a secret; what it says on standard error is not. */
final class UserCommand {
  private static final int MAX_BYTES = 1 << 16;

  private UserCommand() {}

  /**
   * Runs it.
   *
   * @param heard every line of its standard error
   * @return its standard output
   * @throws CloneException if it fails or takes too long; then all that it started is ended
   */
  static String run(String command, Duration bound, Consumer<String> heard)
      throws CloneException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("sh", "-c", command).redirectInput(new File("/dev/null")).start();
    } catch (IOException e) {
      throw new CloneException("the clone's command cannot be started: " + e.getMessage());
    }
    Thread errors = new Thread(() -> pass(process, heard), "pgtier-clone-stderr");
    errors.setDaemon(true);
    errors.start();
    FutureTask<String> output = new FutureTask<>(() -> read(process.getInputStream()));
    Thread reader = new Thread(output, "pgtier-clone-stdout");
    reader.setDaemon(true);
    reader.start();
    long until = System.nanoTime() + bound.toNanos();
    try {
      String printed = output.get(bound.toNanos(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      errors.join(TimeUnit.SECONDS.toMillis(1));
      if (process.exitValue() != 0) {
        throw new CloneException(
            "the clone's command failed with exit code " + process.exitValue());
      }
      return printed;
    } catch (TimeoutException e) {
      throw new CloneException(
          "the clone's command took longer than %s, and was ended; migrations.clone.time gives it more"
              .formatted(Durations.words(bound)));
    } catch (ExecutionException e) {
      throw new CloneException(
          "what the clone's command printed cannot be read: " + e.getCause().getMessage());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void pass(Process process, Consumer<String> heard) {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.accept("the command says: " + line);
      }
    } catch (IOException e) {
      heard.accept("what the command says cannot be read any more: " + e.getMessage());
    }
  }

  private static String read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it is longer than 64 KiB");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
