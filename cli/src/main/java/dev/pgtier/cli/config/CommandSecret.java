package dev.pgtier.cli.config;

import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A secret that a command prints, as a vault's client does. It may take 10 s, and its answer is
 * good for 60 s. Neither its text, which may hold a token, nor what it prints is ever repeated.
 */
final class CommandSecret implements Secret {
  static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(60);

  private record Answer(String value, long nanos) {}

  private final String command;
  private final String source;
  private final Duration deadline;
  private Optional<Answer> last = Optional.empty();

  /**
   * Does not run it yet.
   *
   * @param place where the configuration names the command
   * @param deadline how long it may take, with all that it starts
   */
  CommandSecret(String command, String place, Duration deadline) {
    this.command = command;
    this.deadline = deadline;
    this.source = "the command of ${exec:…} in " + place;
  }

  @Override
  public synchronized String reveal() throws SecretException {
    if (last.isEmpty() || System.nanoTime() - last.get().nanos() > FRESH_NANOS) {
      last = Optional.of(new Answer(run(), System.nanoTime()));
    }
    return last.get().value();
  }

  private String run() throws SecretException {
    Process process = start();
    FutureTask<String> output =
        new FutureTask<>(() -> SecretText.read(process.getInputStream(), source));
    Thread reader = new Thread(output, "pgtier-secret");
    reader.setDaemon(true);
    reader.start();
    try {
      String text = output.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(1, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new SecretException(source + " failed");
      }
      return text;
    } catch (TimeoutException e) {
      throw new SecretException(source + " took longer than " + deadline.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new SecretException(
          e.getCause() instanceof SecretException known ? known.getMessage() : source + " failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SecretException(source + " was interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start() throws SecretException {
    try {
      return new ProcessBuilder("sh", "-c", command)
          .redirectInput(new File("/dev/null"))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new SecretException(source + " cannot be started: there is no sh");
    }
  }

  @Override
  public String toString() {
    return "(secret from a command)";
  }
}
