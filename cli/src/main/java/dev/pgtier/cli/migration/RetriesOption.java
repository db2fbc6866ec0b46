package dev.pgtier.cli.migration;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --retries}. */
final class RetriesOption {
  private static final int MOST = 1_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "4",
      description = "how often it is begun again where a lock is not to be had (default: 4)")
  private int retries;

  int count() {
    if (retries < 0 || retries > MOST) {
      throw new ParameterException(spec.commandLine(), "--retries takes 0 to " + MOST);
    }
    return retries;
  }
}
