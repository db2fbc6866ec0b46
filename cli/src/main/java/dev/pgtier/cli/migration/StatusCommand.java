package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.config.FileTrouble;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgtier migration status}: how far each migration is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says of each migration, as its file is now, how far it is: validated, approved by how many,"
          + " applied, failed and where.",
      "",
      "The whole ledger is proved first; where it was tampered with, nothing is said but that."
    },
    footer = {"", "Example: pgtier migration status --config policies/pgtier.yaml"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:the ledger or the file cannot be read; standard error says why",
      "  2:the command line or the configuration is wrong"
    })
public final class StatusCommand implements Callable<Integer> {
  private static final int DEEPEST = 8;

  /** Where builds have SQL of their own, and none that a person would migrate by. */
  private static final Set<String> BUILDS = Set.of("src", "target", "node_modules");

  @Parameters(
      arity = "0..1",
      paramLabel = "MIGRATION",
      description =
          "a file of the migrations directory; without it all of them, but for those in hidden"
              + " folders and in src, target and node_modules")
  private Optional<String> file = Optional.empty();

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws CommandException {
    Project project = Project.load(config.path());
    List<LedgerEntry> entries = project.entries();
    for (String name : file.isPresent() ? List.of(file.get()) : all(project)) {
      MigrationFile migration = project.file(name);
      System.out.println(
          ReportText.harmless(
              migration.name() + ": " + project.state(entries, migration).sentence()));
    }
    return 0;
  }

  private static List<String> all(Project project) throws CommandException {
    Path directory = project.migrations().directory();
    try (Stream<Path> files = Files.walk(directory, DEEPEST)) {
      return files
          .filter(Files::isRegularFile)
          .map(directory::relativize)
          .filter(StatusCommand::isLookedAt)
          .map(Path::toString)
          .filter(name -> name.endsWith(".sql") && !name.endsWith(".rollback.sql"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CommandException(
          "cannot read the migrations directory %s: %s".formatted(directory, FileTrouble.of(e)), e);
    }
  }

  private static boolean isLookedAt(Path below) {
    for (Path part : below) {
      if (part.toString().startsWith(".") || BUILDS.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }
}
