package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.ConfigurationException;
import dev.pgtier.cli.ProxyAddress;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Login;
import dev.pgtier.migrations.apply.Applier;
import dev.pgtier.migrations.apply.ApplyException;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.gate.Gate;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.Status;
import dev.pgtier.migrations.validate.ProxyAccess;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import dev.pgtier.policies.script.Splitting;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.secret.SecretException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** One run of a file by {@code migration apply} or {@code rollback}. */
final class Application {
  /** What the exit code is where it began and broke off. */
  static final int BROKEN_OFF = 3;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Judges.Options PARSER =
      new Judges.Options(1, 1_024, Duration.ofMinutes(1), 32 << 20);

  private final Path config;
  private final Project project;
  private final MigrationFile file;

  Application(Path config, String given) throws CommandException {
    this.config = config;
    this.project = Project.loadWithSecrets(config);
    this.file = project.file(given);
  }

  MigrationFile file() {
    return file;
  }

  MigrationState state() throws CommandException {
    return project.state(project.entries(), file);
  }

  /**
   * Sends the file, or what undoes it, through the deploy tier; the ledger has the last word.
   *
   * @param runs what is sent
   * @param wanted how the ledger has it afterwards
   */
  int run(MigrationFile runs, Status wanted, int retries) throws CommandException {
    Script script = script(runs);
    Applier applier = new Applier(access(), database(), progress(script.statements().size()));
    String broken = "";
    try {
      applier.run(script, this::safe, retries, PAUSE);
    } catch (ApplyException e) {
      broken = e.getMessage();
    }
    MigrationState after = state();
    if (after.status() == wanted) {
      say(wanted.word() + ": " + runs.name() + rows(after));
      return 0;
    }
    System.err.println(
        "pgtier: %s is not %s: %s".formatted(file.name(), wanted.word(), after.sentence()));
    if (!broken.isEmpty()) {
      System.err.println("pgtier: " + ReportText.harmless(broken.replaceAll("\\s*\\R\\s*", "; ")));
    }
    return BROKEN_OFF;
  }

  /** How many statements of the file an earlier run has left safe. */
  private int safe() throws ApplyException {
    try {
      return Gate.committed(state());
    } catch (CommandException e) {
      throw new ApplyException("", e.getMessage(), e);
    }
  }

  /** Has the gate find out how a run ended that broke off without a record. */
  MigrationState resolve() throws CommandException {
    try {
      new Applier(access(), database(), progress(0)).knock();
    } catch (ApplyException e) {
      throw new CommandException(
          "production cannot be asked how %s ended: %s"
              .formatted(
                  file.name(),
                  ReportText.harmless(e.getMessage().replaceAll("\\s*\\R\\s*", "; "))));
    }
    say("asked production how it ended");
    return state();
  }

  private static Script script(MigrationFile runs) throws CommandException {
    try (Judges parser = Judges.open(PARSER)) {
      Splitting split = Script.split(runs.text(), sql -> parser.read(sql).join());
      if (split instanceof Script script) {
        return script;
      }
      throw new CommandException(runs.name() + " cannot be taken apart: " + split);
    }
  }

  private String database() throws CommandException {
    Configuration configuration = project.configuration();
    return configuration.upstreams().get(project.migrations().production()).database();
  }

  private ProxyAccess access() throws CommandException {
    Configuration configuration = project.configuration();
    Login login =
        project
            .migrations()
            .applyAs()
            .orElseThrow(
                () ->
                    ConfigurationException.of(
                        config,
                        "this needs \"migrations.apply-as\", which says as whom migrations are"
                            + " applied"));
    InetSocketAddress proxy = ProxyAddress.of(config, configuration);
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

  private static Applier.Progress progress(int all) {
    return new Applier.Progress() {
      @Override
      public void ran(ScriptStatement statement, OptionalLong rows) {
        say(
            "statement %d of %d, line %d%s"
                .formatted(
                    statement.number(),
                    all,
                    statement.line(),
                    rows.isPresent() ? ": " + rows.getAsLong() + " rows" : ""));
      }

      @Override
      public void retries(int attempt, Duration pause) {
        System.err.println(
            "a lock was not to be had, nothing has changed; attempt %d in %d s"
                .formatted(attempt + 1, pause.toSeconds()));
      }
    };
  }

  private static String rows(MigrationState state) {
    LedgerRecord record = state.run().orElseThrow().record();
    List<TableRows> rows =
        record instanceof LedgerRecord.Applied applied
            ? applied.rows()
            : record instanceof LedgerRecord.RolledBack back ? back.rows() : List.of();
    return rows.isEmpty()
        ? ""
        : "; rows "
            + String.join(", ", rows.stream().map(it -> it.table() + " " + it.rows()).toList());
  }

  private static void say(String line) {
    System.out.println(ReportText.harmless(line));
  }
}
