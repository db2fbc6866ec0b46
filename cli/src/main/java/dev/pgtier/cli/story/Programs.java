package dev.pgtier.cli.story;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs beside this one: psql where it is installed, a script, and pgtier itself. */
final class Programs {
  private static final long PATIENCE_SECONDS = 60;

  private Programs() {}

  /**
   * How a program ended.
   *
   * @param text of standard output and error, in their order
   */
  record Ended(int exitCode, String text) {
    /** The first line with {@code part} in it, without white space around it. */
    String line(String part) {
      return text.lines().filter(l -> l.contains(part)).findFirst().map(String::strip).orElse("");
    }
  }

  /** Where psql is, if it is on the PATH. */
  static Optional<Path> psql() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, 0))
        .map(folder -> Path.of(folder, "psql"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs psql as a principal. */
  static Ended psql(Sql as, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(psql().orElseThrow().toString(), "-X"));
    command.addAll(
        List.of(
            "-h", as.address().getHostString(),
            "-p", Integer.toString(as.address().getPort()),
            "-U", as.principal(),
            "-d", as.database(),
            "-v", "ON_ERROR_STOP=1"));
    command.addAll(List.of(arguments));
    return run(command, Map.of("PGPASSWORD", as.principal()));
  }

  /** Runs a Java file as a script, with the driver that is part of this program. */
  static Ended script(Path file, String... arguments) throws IOException, InterruptedException {
    List<String> command = java();
    command.add(file.toString());
    command.addAll(List.of(arguments));
    return run(command, Map.of());
  }

  /** Runs a command of pgtier's as its user would. */
  static Ended pgtier(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = java();
    command.add("dev.pgtier.cli.Main");
    command.addAll(List.of(arguments));
    return run(command, environment);
  }

  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path")));
  }

  private static Ended run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(command.get(0) + " does not end");
      }
      return new Ended(process.exitValue(), text);
    } finally {
      process.destroyForcibly();
    }
  }
}
