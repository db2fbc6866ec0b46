package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A command of the user's own, which has a managed service make the copy and prints where it is.
 * The copy must be a database of the target's server; it is closed, renamed and from then on
 * treated as any other.
 *
 * @param command for {@code sh -c}
 * @param bound how long it may take
 * @param target where the copy must be
 */
public record CommandWay(String command, Duration bound, CloneTarget target) implements CloneWay {
  @Override
  public String word() {
    return "command";
  }

  @Override
  public String source() {
    return "what the configured command copies";
  }

  @Override
  public Optional<Session> look() {
    return Optional.empty();
  }

  @Override
  public boolean lacksStatistics() {
    return false;
  }

  @Override
  public void fill(Cluster cluster, String database, Consumer<String> progress)
      throws DatabaseException, InterruptedException {
    progress.accept("running the clone's command, for at most " + Durations.words(bound));
    ConnectionParameters made =
        ConnectionString.parse(UserCommand.run(command, bound, progress), target.server());
    cluster.revive(target);
    Identity identity;
    try (Session session = made.connect(CloneRun.APPLICATION)) {
      identity = Identity.of(session);
    }
    if (!identity.equals(Identity.of(cluster.session(), made.database()))) {
      throw new CloneException(
          "the clone's command made %s, which is not a database of the server that target names, %s:%d; the copy is left there as it is, not masked"
              .formatted(made.where(), target.server().host(), target.server().port()));
    }
    if (made.database().equals(target.maintenance())) {
      throw new CloneException(
          "the clone's command made %s, and clones are managed from that very database; name another, such as template1, by migrations.clone.maintenance"
              .formatted(made.where()));
    }
    target.requireNotProduction(cluster.session(), made.database());
    progress.accept("closing " + made.where());
    cluster.adopt(made.database(), database);
  }
}
