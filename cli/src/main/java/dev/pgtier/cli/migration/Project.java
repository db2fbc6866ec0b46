package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.ConfigurationException;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Migrations;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.file.MigrationFileException;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.state.MigrationState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A configuration's migrations: their directory, their ledger, their rules. */
final class Project {
  private final Configuration configuration;
  private final Migrations migrations;
  private final Ledger ledger;

  private Project(Configuration configuration, Migrations migrations) {
    this.configuration = configuration;
    this.migrations = migrations;
    this.ledger = new Ledger(migrations.ledger());
  }

  /**
   * Reads a configuration, without its secrets: who approves should not need any.
   *
   * @throws ConfigurationException with every mistake of the file on a line of its own
   */
  static Project load(Path config) throws ConfigurationException {
    return of(config, ConfigurationException.loadWithoutSecrets(config).configuration());
  }

  /** Reads a configuration together with what it takes to log in. */
  static Project loadWithSecrets(Path config) throws ConfigurationException {
    return of(config, ConfigurationException.load(config).configuration());
  }

  private static Project of(Path config, Configuration configuration)
      throws ConfigurationException {
    Migrations migrations =
        configuration
            .migrations()
            .orElseThrow(() -> ConfigurationException.of(config, "this needs \"migrations\""));
    return new Project(configuration, migrations);
  }

  Configuration configuration() {
    return configuration;
  }

  Migrations migrations() {
    return migrations;
  }

  Ledger ledger() {
    return ledger;
  }

  List<LedgerEntry> entries() throws CommandException {
    try {
      return ledger.read();
    } catch (LedgerException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  MigrationFile file(String given) throws CommandException {
    try {
      return MigrationFile.read(migrations.directory(), given);
    } catch (MigrationFileException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  MigrationState state(List<LedgerEntry> entries, MigrationFile file) {
    return MigrationState.of(
        entries, file.name(), file.sha256(), migrations.approvals(), Instant.now());
  }
}
