package dev.pgtier.cli.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.ConfigurationException;
import dev.pgtier.cli.ProxyAddress;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Migrations;
import dev.pgtier.cli.mcp.Validations;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.file.MigrationFileException;
import dev.pgtier.migrations.report.ReportJson;
import dev.pgtier.migrations.report.ReportText;
import dev.pgtier.migrations.report.ValidationReport;
import dev.pgtier.migrations.validate.ValidationException;
import dev.pgtier.migrations.validate.Watcher;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgtier migration validate}: tries a file on a fresh copy of the clone. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a migration on a fresh copy of production's clone, through the running proxy, and reports"
          + " what it did: locks, rewrites, rows, schema, checks, what undoes it, and whether it can"
          + " be run twice. The ledger keeps the report; production is not touched.",
      "",
      "A line -- check: SELECT … of the file is a query that must return no row, or true."
    },
    footer = {
      "",
      "Example: pgtier migration validate backfill_order_totals.sql --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:it passed",
      "  1:it could not be validated; standard error says why",
      "  2:the command line or the configuration is wrong",
      "  3:it failed; the report says why"
    })
public final class ValidateCommand implements Callable<Integer> {
  private static final int FAILED = 3;

  @Parameters(paramLabel = "FILE", description = "a file of the migrations directory")
  private String file;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "where proxy, clone and ledger are described")
  private Path config;

  @Option(names = "--json", description = "the report as JSON, for programs")
  private boolean json;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws CommandException {
    Configuration configuration = ConfigurationException.load(config).configuration();
    Migrations migrations =
        configuration
            .migrations()
            .orElseThrow(() -> ConfigurationException.of(config, "validate needs \"migrations\""));
    try (Validations validations =
        new Validations(configuration, config, ProxyAddress.of(config, configuration))) {
      MigrationFile migration = MigrationFile.read(migrations.directory(), file);
      ValidationReport report =
          validations.validate(migration, System.getProperty("user.name", ""), watcher());
      show(report);
      return report.passed() ? ExitCode.OK : FAILED;
    } catch (MigrationFileException | ValidationException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void show(ValidationReport report) {
    if (!json) {
      ReportText.of(report).forEach(out::println);
      return;
    }
    try {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(ReportJson.of(report)));
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree can always be written", e);
    }
  }

  private static Watcher watcher() {
    return new Watcher() {
      @Override
      public void step(String what) {
        System.err.println("validate: " + what);
      }
    };
  }
}
