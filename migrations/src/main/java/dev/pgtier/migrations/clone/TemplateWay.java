package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code CREATE DATABASE … TEMPLATE}: within one server, as fast as files can be copied, and only
 * while nobody is connected to the source.
 *
 * @param from on the same server as the target
 * @param endSessions whether sessions on the source may be ended for it
 */
public record TemplateWay(ConnectionParameters from, boolean endSessions) implements CloneWay {
  private static final int TRIES = 20;

  /** {@code object_in_use}. */
  private static final String IN_USE = "55006";

  @Override
  public String word() {
    return "template";
  }

  @Override
  public String source() {
    return from.where();
  }

  @Override
  public Optional<Session> look() throws DatabaseException {
    return Optional.of(from.connect(CloneRun.APPLICATION));
  }

  @Override
  public boolean lacksStatistics() {
    return false;
  }

  @Override
  public void fill(Cluster cluster, String database, Consumer<String> progress)
      throws DatabaseException, InterruptedException {
    String template = from.database();
    if (!cluster.exists(template)) {
      throw new CloneException(
          "by: template copies within one server, and the clone's target has no database %s; use by: pg_dump"
              .formatted(template));
    }
    progress.accept("copying " + template);
    for (int tries = 1; ; tries++) {
      cluster.endOwnSessions(template);
      int sessions = endSessions ? 0 : cluster.settledSessions(template);
      if (sessions > 0) {
        throw new CloneException(
            "%s has sessions (%d), and PostgreSQL copies a database only while it has none; end them, or let them be ended by --end-sessions"
                .formatted(template, sessions));
      }
      if (endSessions) {
        cluster.endSessions(template);
      }
      try {
        cluster.copy(template, database);
        return;
      } catch (DatabaseException e) {
        if (!e.sqlState().equals(IN_USE) || tries == TRIES) {
          throw e;
        }
      }
    }
  }
}
