package dev.pgtier.cli.migration;

import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.ProxyAddress;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Login;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.gate.FileClient;
import dev.pgtier.migrations.gate.Gate;
import dev.pgtier.migrations.validate.ProxyAccess;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.Splitting;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.secret.SecretException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Sends a file to the deploy tier of the running proxy, as any other client would. */
final class Deployment {
  private static final Judges.Options PARSER =
      new Judges.Options(1, 64, Duration.ofMinutes(1), 32 << 20);
  private static final int TRIES = 5;

  private final Project project;
  private final Path config;
  private final Consumer<String> say;

  Deployment(Project project, Path config, Consumer<String> say) {
    this.project = project;
    this.config = config;
    this.say = say;
  }

  /** Runs {@code file} to its end; where it has to wait for a lock too long, again, five times. */
  void run(MigrationFile file) throws CommandException, InterruptedException {
    Script script = script(file);
    ProxyAccess access = access();
    String database = database();
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = access.connect(database, "pgtier migration")) {
        FileClient.run(script, connection, say);
        return;
      } catch (DatabaseException e) {
        throw new CommandException(e.getMessage() + "; is pgtier serve running?", e);
      } catch (SQLException e) {
        if (attempt == TRIES || !Gate.mayTryAgain(e.getSQLState())) {
          throw new CommandException(words(e), e);
        }
        int seconds = 1 << attempt;
        say.accept("%s; trying again in %d s".formatted(words(e), seconds));
        TimeUnit.SECONDS.sleep(seconds);
      }
    }
  }

  private static Script script(MigrationFile file) throws CommandException {
    try (Judges judges = Judges.open(PARSER)) {
      Splitting split = Script.split(file.text(), sql -> judges.read(sql).join());
      if (split instanceof Script script) {
        return script;
      }
      throw new CommandException(file.name() + " cannot be read: " + split);
    }
  }

  private String database() {
    Configuration configuration = project.configuration();
    String tier = configuration.principals().get(login().principal()).tier();
    return configuration.upstreams().get(configuration.tiers().get(tier).upstream()).database();
  }

  private Login login() {
    return project.migrations().applyAs().orElseThrow();
  }

  private ProxyAccess access() throws CommandException {
    if (project.migrations().applyAs().isEmpty()) {
      throw new CommandException(
          config + " has no \"migrations.apply-as\", which says as whom migrations are applied");
    }
    InetSocketAddress proxy = ProxyAddress.of(config, project.configuration());
    InetAddress address = proxy.getAddress();
    Login login = login();
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
        project
            .configuration()
            .proxy()
            .flatMap(Configuration.Front::tls)
            .map(ProxyOptions.Tls::certificate));
  }

  private static String words(SQLException e) {
    if (!(e instanceof PSQLException from) || from.getServerErrorMessage() == null) {
      return e.getMessage();
    }
    ServerErrorMessage error = from.getServerErrorMessage();
    String text = error.getMessage();
    text += error.getDetail() == null ? "" : "; " + error.getDetail();
    return text + (error.getHint() == null ? "" : ". " + error.getHint());
  }
}
