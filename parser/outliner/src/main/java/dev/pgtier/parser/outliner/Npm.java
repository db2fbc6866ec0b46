package dev.pgtier.parser.outliner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The npm packages that {@code package-lock.json} pins by SHA-512. npm checks them; it is asked
 * only when what it installed last is not what the lock file now names.
 */
final class Npm {
  private Npm() {}

  /**
   * Installs what the lock file in {@code folder} names.
   *
   * @throws BuildException if npm is missing or refuses
   */
  static void install(Path folder) {
    try {
      Path marker = folder.resolve("node_modules/.pgtier-lock");
      String lock = Files.readString(folder.resolve("package-lock.json"));
      if (Files.exists(marker) && Files.readString(marker).equals(lock)) {
        return;
      }
      run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
      Files.writeString(marker, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path folder, String... command) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new BuildException(
          "Building pgtier needs Node's npm (18 or newer) on the PATH: it fetches libpg-query,"
              + " whose version and SHA-512 parser/package-lock.json pins.",
          e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new BuildException(
            "`" + String.join(" ", command) + "` failed in " + folder + ":\n" + output);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new BuildException("interrupted while npm ran", e);
    }
  }
}
