package dev.pgtier.proxy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A program of this machine, run as a person would; tests that need one it lacks are skipped. */
public final class Command {
  private static final int PATIENCE_SECONDS = 180;

  private final List<String> words;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path directory;

  private Command(List<String> words) {
    this.words = words;
  }

  public static Command of(String... words) {
    Assumptions.assumeTrue(exists(words[0]), words[0] + " is not installed");
    return new Command(List.of(words));
  }

  public static boolean exists(String program) {
    return program.contains("/")
        || Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  public Command with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Command in(Path directory) {
    this.directory = directory;
    return this;
  }

  /**
   * What a run gave.
   *
   * @param output standard output and standard error, as they came
   */
  public record Result(int exit, String output) {}

  public Process start() {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Result run() {
    return run("");
  }

  /** Runs to the end, with {@code input} on standard input. */
  public Result run(String input) {
    Process process = start();
    try {
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      return finish(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of a process that {@link #start} gave. */
  public static Result finish(Process process) {
    try {
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("still running: " + process.info());
      }
      return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
