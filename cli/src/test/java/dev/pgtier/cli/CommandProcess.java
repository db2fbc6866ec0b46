package dev.pgtier.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The {@code pgtier} command as a process of its own, run from the classes under test. */
final class CommandProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;
  private static final long OUTPUT_SECONDS = 220;

  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final CompletableFuture<String> errors;
  private final BufferedReader reader;

  private CommandProcess(Process process) {
    this.process = process;
    this.reader = process.inputReader(StandardCharsets.UTF_8);
    this.errors = CompletableFuture.supplyAsync(() -> read(process));
  }

  static CommandProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // A build that runs in the background of a script has SIGINT ignored, and its children too.
    if (Files.exists(Path.of("/proc/self"))) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dio.netty.leakDetection.level=paranoid",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(arguments));
    return new CommandProcess(new ProcessBuilder(command).start());
  }

  /** Runs to the end, with the text on standard input. */
  static CommandProcess run(String input, String... arguments) throws Exception {
    CommandProcess command = start(arguments);
    // Aside: a command that answers while it reads fills one pipe while we fill the other.
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(() -> write(command.process, input));
    command.awaitOutput(null);
    command.exitCode();
    written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return command;
  }

  /**
   * Waits until a line of standard output begins so, or, with null, until it ends; but not for
   * ever: then it fails with what was printed.
   */
  CommandProcess awaitOutput(String start) throws Exception {
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(OUTPUT_SECONDS, TimeUnit.SECONDS));
    boolean found = awaitLine(start);
    if (!end.cancel(false)) {
      throw new AssertionError(
          "after %d s it had not printed %s, but %s; errors: %s"
              .formatted(OUTPUT_SECONDS, start, output, errors()));
    }
    if (start != null && !found) {
      throw new AssertionError("it ended: " + errors());
    }
    return this;
  }

  private boolean awaitLine(String start) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.add(line);
      if (start != null && line.startsWith(start)) {
        return true;
      }
    }
    return false;
  }

  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start().waitFor();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running; it printed " + output);
    }
    return process.exitValue();
  }

  List<String> output() {
    return List.copyOf(output);
  }

  /** The line that contains the text, without white space around it. */
  String line(String part) {
    return output.stream().filter(l -> l.contains(part)).findFirst().orElseThrow().strip();
  }

  /** Standard error to its end, so only when the process has ended. */
  String errors() throws Exception {
    return errors.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void write(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended before it had read all; where it did not, this fails.
      process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  private static String read(Process process) {
    try (BufferedReader in = process.errorReader(StandardCharsets.UTF_8)) {
      return String.join("\n", in.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
