package dev.pgtier.migrations.clone;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pg_dump and the pg_restore beside it.
 *
 * @param folder that has both
 * @param major their version, such as 15
 */
record PgTools(Path folder, int major) {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
  private static final int VERSION_SECONDS = 10;

  /** Below which the packages of Linux distributions put a folder for each version. */
  private static final List<Path> PACKAGES =
      List.of(Path.of("/usr/lib/postgresql"), Path.of("/usr"), Path.of("/usr/lib64/postgresql"));

  /** Every pair on this machine, the oldest version first. */
  static List<PgTools> onThisMachine() {
    Set<Path> folders = new LinkedHashSet<>();
    for (String folder :
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    for (Path parent : PACKAGES) {
      folders.addAll(bins(parent));
    }
    return in(folders);
  }

  static List<PgTools> in(Iterable<Path> folders) {
    List<PgTools> found = new ArrayList<>();
    for (Path folder : folders) {
      Optional<Integer> dump = version(folder.resolve("pg_dump"));
      if (dump.isPresent() && dump.equals(version(folder.resolve("pg_restore")))) {
        found.add(new PgTools(folder, dump.get()));
      }
    }
    found.sort(Comparator.comparingInt(PgTools::major));
    return found;
  }

  /**
   * The oldest that reads a server of that version: what a newer one writes, an older server may
   * not understand.
   *
   * @throws CloneException if there is none; it names both versions
   */
  static PgTools choose(List<PgTools> found, int serverMajor, String server) throws CloneException {
    Optional<PgTools> fit =
        found.stream().filter(tools -> tools.major() >= serverMajor).findFirst();
    if (fit.isPresent()) {
      return fit.get();
    }
    String here =
        found.isEmpty()
            ? "there is none on this machine"
            : "here is "
                + found.stream()
                    .map(tools -> Integer.toString(tools.major()))
                    .distinct()
                    .collect(Collectors.joining(", "));
    throw new CloneException(
        "%s is PostgreSQL %d, which needs a pg_dump of version %d or newer, and %s; install postgresql-client-%d (from apt.postgresql.org where the distribution has it not), or use by: template or by: command"
            .formatted(server, serverMajor, serverMajor, here, serverMajor));
  }

  Path dump() {
    return folder.resolve("pg_dump");
  }

  Path restore() {
    return folder.resolve("pg_restore");
  }

  private static List<Path> bins(Path parent) {
    List<Path> bins = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(parent)) {
      for (Path version : versions) {
        String name = version.getFileName().toString();
        if (name.matches("(pgsql-)?\\d+")) {
          bins.add(version.resolve("bin"));
        }
      }
    } catch (IOException e) {
      // No such folder: this is another distribution.
      return List.of();
    }
    return bins;
  }

  private static Optional<Integer> version(Path program) {
    if (!Files.isExecutable(program)) {
      return Optional.empty();
    }
    try {
      Process process =
          new ProcessBuilder(Arrays.asList(program.toString(), "--version"))
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      Matcher version = VERSION.matcher(said);
      return version.find() ? Optional.of(Integer.valueOf(version.group(1))) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
