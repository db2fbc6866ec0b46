package dev.pgtier.cli.audit;

import dev.pgtier.audit.search.AuditSearch;
import dev.pgtier.audit.search.SearchException;
import dev.pgtier.audit.search.SearchOptions;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.ConfigurationException;
import dev.pgtier.cli.config.Audit;
import dev.pgtier.cli.config.FileTrouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which log is searched. */
final class LogPlace {
  /** The first file takes a few seconds at most. */
  private static final int SAID_AFTER = 2;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "the directory of the log")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration that names the directory, in place of DIR")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description =
          "where to keep what makes the search fast; by default search in the log's directory,"
              + " where that is one's own")
  private Optional<Path> index = Optional.empty();

  Path directory() throws CommandException {
    if (directory.isPresent() == config.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "Name either the log's DIR or --config FILE");
    }
    return directory.isPresent() ? directory.get() : configured(config.get());
  }

  private static Path configured(Path file) throws CommandException {
    return ConfigurationException.loadWithoutSecrets(file)
        .configuration()
        .audit()
        .map(Audit::directory)
        .orElseThrow(() -> ConfigurationException.of(file, "this needs \"audit\""));
  }

  /** A search over the log; the first one over a large log takes a while, and says so. */
  AuditSearch open() throws CommandException {
    AtomicInteger files = new AtomicInteger();
    SearchOptions options =
        SearchOptions.of(directory())
            .withIndexing(
                file -> {
                  if (files.incrementAndGet() == SAID_AFTER) {
                    System.err.println(
                        "the log is being indexed, which takes about a minute for each 3 GB");
                  }
                });
    try {
      AuditSearch search = AuditSearch.open(index.map(options::withIndex).orElse(options));
      if (search.isTemporary()) {
        System.err.println(
            "the index cannot be kept beside this log; --index DIR keeps it elsewhere");
      }
      search.refresh();
      new TreeMap<>(search.progress().unreadable())
          .forEach(
              (file, why) ->
                  System.err.println(
                      "warning: %s cannot be read, or not to its end, and what follows there is left out: %s"
                          .formatted(file, why)));
      return search;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  static CommandException failed(IOException e) {
    return new CommandException(
        e instanceof SearchException ? e.getMessage() : "cannot read the log: " + FileTrouble.of(e),
        e);
  }
}
