package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.OfFile;
import dev.pgtier.migrations.state.MigrationState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pgtier migration show}: what an approver decides on. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows a migration: its state, its last validation, its records and its text.",
    footer = {
      "",
      "Example: pgtier migration show backfill_order_totals.sql --config policies/pgtier.yaml"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:the ledger or the file cannot be read; standard error says why",
      "  2:the command line or the configuration is wrong"
    })
public final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MIGRATION", description = "a file of the migrations directory")
  private String file;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws CommandException {
    Project project = Project.load(config.path());
    List<LedgerEntry> entries = project.entries();
    MigrationFile migration = project.file(file);
    MigrationState state = project.state(entries, migration);
    System.out.println(ReportText.harmless(migration.name() + ": " + state.sentence()));
    state
        .validation()
        .map(ReportText::lines)
        .ifPresent(lines -> lines.forEach(System.out::println));
    System.out.println("records");
    for (LedgerEntry entry : entries) {
      if (entry.record() instanceof OfFile record && record.file().equals(migration.name())) {
        String other = record.sha256().equals(migration.sha256()) ? "" : "  (of other bytes)";
        System.out.println(
            "  %d  %s  %s%s".formatted(entry.seq(), entry.time(), record.event(), other));
      }
    }
    System.out.println("text");
    ReportText.text(migration).forEach(System.out::println);
    migration
        .rollback()
        .ifPresent(
            undoing -> {
              System.out.println("text of " + undoing.name());
              ReportText.text(undoing).forEach(System.out::println);
            });
    return 0;
  }
}
