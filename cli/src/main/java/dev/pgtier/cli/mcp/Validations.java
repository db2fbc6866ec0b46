package dev.pgtier.cli.mcp;

import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.cloning.Cloning;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Login;
import dev.pgtier.cli.config.Migrations;
import dev.pgtier.migrations.clone.FreshDatabases;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.report.ValidationReport;
import dev.pgtier.migrations.validate.ProxyAccess;
import dev.pgtier.migrations.validate.ValidationException;
import dev.pgtier.migrations.validate.Validator;
import dev.pgtier.migrations.validate.Watcher;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.secret.SecretException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Validations as one configuration wants them: on its clone, through its proxy, into its ledger.
 * Any thread may ask; PostgreSQL's parser is loaded for the first.
 */
public final class Validations implements AutoCloseable {
  /** A file may be 16 MiB, and a COPY's data with it. */
  private static final Judges.Options PARSER =
      new Judges.Options(1, 1_024, Duration.ofMinutes(1), 32 << 20);

  private final Configuration configuration;
  private final Path file;
  private final InetSocketAddress proxy;
  private Judges judges;
  private boolean closed;

  /**
   * Asks nothing yet.
   *
   * @param file the configuration's, for messages
   * @param proxy where it listens
   */
  public Validations(Configuration configuration, Path file, InetSocketAddress proxy) {
    this.configuration = configuration;
    this.file = file;
    this.proxy = proxy;
  }

  /**
   * Validates a migration and has the ledger keep the report.
   *
   * @param by who asks
   * @throws ValidationException if there can be no report, or the ledger cannot keep it
   */
  public ValidationReport validate(MigrationFile migration, String by, Watcher watcher)
      throws ValidationException {
    try {
      Migrations migrations =
          configuration
              .migrations()
              .orElseThrow(() -> new ValidationException(file + " has no \"migrations\""));
      Validator.Validated validated = validator(migrations).validate(migration, by, watcher);
      watcher.step("the ledger");
      new Ledger(migrations.ledger()).append(validated.record());
      return validated.report();
    } catch (CommandException | LedgerException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  private Validator validator(Migrations migrations) throws ValidationException, CommandException {
    Login login =
        migrations
            .validateAs()
            .orElseThrow(
                () ->
                    new ValidationException(
                        file
                            + " has no \"migrations.validate-as\", which says as whom migrations are"
                            + " tried"));
    Cloning cloning = Cloning.of(configuration, file);
    Judges parser = parser();
    return new Validator(
        new FreshDatabases(cloning.target(), InstantSource.system()),
        access(login),
        new Validator.Reader(sql -> parser.read(sql).join(), sql -> parser.lint(sql).join()),
        lockTimeoutPinned(configuration.tiers().values()),
        InstantSource.system());
  }

  private ProxyAccess access(Login login) {
    InetAddress address = proxy.getAddress();
    return new ProxyAccess(
        (address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address).getHostAddress(),
        proxy.getPort(),
        login.principal(),
        () -> {
          try {
            return login.password().reveal();
          } catch (SecretException e) {
            throw new DatabaseException(
                "the password of %s cannot be had: %s"
                    .formatted(login.principal(), e.getMessage()));
          }
        },
        configuration.proxy().flatMap(Configuration.Front::tls).map(ProxyOptions.Tls::certificate));
  }

  /** Whether every tier that deploys sets lock_timeout by itself. */
  private static boolean lockTimeoutPinned(Collection<Tier> tiers) {
    List<Tier> deploying =
        tiers.stream().filter(tier -> tier.mode() == Mode.APPROVED_MIGRATIONS).toList();
    return !deploying.isEmpty()
        && deploying.stream()
            .allMatch(tier -> tier.settings().pinned().containsKey("lock_timeout"));
  }

  private synchronized Judges parser() throws ValidationException {
    if (closed) {
      throw new ValidationException("the server is stopping");
    }
    if (judges == null) {
      judges = Judges.open(PARSER);
    }
    return judges;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Optional.ofNullable(judges).ifPresent(Judges::close);
  }
}
