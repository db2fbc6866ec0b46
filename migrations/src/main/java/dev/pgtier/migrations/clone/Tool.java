package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.DatabaseException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Runs one of PostgreSQL's programs to its end. */
final class Tool {
  private static final int KEPT_LINES = 8;

  private Tool() {}

  /**
   * Runs it.
   *
   * @param heard every line that it says on its way
   * @throws CloneException if it fails; the message has the last lines that were not its chatter
   */
  static void run(List<String> command, ConnectionParameters at, Consumer<String> heard)
      throws DatabaseException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    LibpqEnvironment.put(builder.environment(), at);
    builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
    String name = command.get(0).substring(command.get(0).lastIndexOf('/') + 1);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new CloneException("%s cannot be started: %s".formatted(name, e.getMessage()));
    }
    Thread end = new Thread(process::destroy, "pgtier-clone-end");
    Runtime.getRuntime().addShutdownHook(end);
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.accept(line);
        if (line.contains("error: ") || line.contains("detail: ") || line.contains("FATAL")) {
          last.addLast(line.replaceFirst("^" + name + ": ", ""));
          if (last.size() > KEPT_LINES) {
            last.removeFirst();
          }
        }
      }
      int exit = process.waitFor();
      if (exit != 0) {
        throw new CloneException(
            "%s failed (exit code %d): %s"
                .formatted(
                    name, exit, last.isEmpty() ? "it did not say why" : String.join("; ", last)));
      }
    } catch (IOException e) {
      throw new CloneException("%s broke off: %s".formatted(name, e.getMessage()));
    } finally {
      process.destroy();
      forget(end);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // at the end of the process, where the hook has run
    }
  }
}
