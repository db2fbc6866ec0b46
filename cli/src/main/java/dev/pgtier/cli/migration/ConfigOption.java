package dev.pgtier.cli.migration;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}. */
final class ConfigOption {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "the configuration, which names directory, ledger and approvers")
  private Path config;

  Path path() {
    return config;
  }
}
