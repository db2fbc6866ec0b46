package dev.pgtier.cli.audit;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a log and its key are. */
final class KeyPlace {
  @Parameters(paramLabel = "DIR", description = "the directory of the log")
  private Path directory;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "the pair of keys, where the configuration names another file than audit.key")
  private Optional<Path> file = Optional.empty();

  Path directory() {
    return directory;
  }

  Path file() {
    return file.orElseGet(() -> directory.resolve("audit.key"));
  }
}
