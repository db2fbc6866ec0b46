package dev.pgtier.cli;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.policies.yaml.Mistake;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ExitCode;

/** A configuration cannot be used; each line of the message is a mistake and where it is. */
public final class ConfigurationException extends CommandException {
  private static final long serialVersionUID = 1L;

  private ConfigurationException(List<String> mistakes) {
    super(String.join("\n", mistakes));
  }

  /** Of what the reading of files found. */
  public static ConfigurationException of(List<Mistake> mistakes) {
    return new ConfigurationException(mistakes.stream().map(Mistake::toString).toList());
  }

  /**
   * Of sections that this command cannot do without.
   *
   * @param needs each as half a sentence, such as {@code clone needs "migrations"}
   */
  public static ConfigurationException of(Path file, List<String> needs) {
    return new ConfigurationException(
        needs.stream()
            .map(need -> "%s:1:1: %s; docs/configuration.md describes it".formatted(file, need))
            .toList());
  }

  /** Of a section that this command cannot do without. */
  public static ConfigurationException of(Path file, String needs) {
    return of(file, List.of(needs));
  }

  /** Reads a configuration, as every command does that cannot go on without. */
  public static Configuration.Loaded.Good load(Path file) throws ConfigurationException {
    return good(Configuration.load(file));
  }

  /** Reads it for a command that logs in nowhere, so that it works where the secrets are not. */
  public static Configuration.Loaded.Good loadWithoutSecrets(Path file)
      throws ConfigurationException {
    return good(Configuration.loadWithoutSecrets(file));
  }

  private static Configuration.Loaded.Good good(Configuration.Loaded loaded)
      throws ConfigurationException {
    if (loaded instanceof Configuration.Loaded.Bad bad) {
      throw of(bad.mistakes());
    }
    return (Configuration.Loaded.Good) loaded;
  }

  @Override
  public int exitCode() {
    return ExitCode.USAGE;
  }

  @Override
  String shown() {
    return getMessage();
  }
}
