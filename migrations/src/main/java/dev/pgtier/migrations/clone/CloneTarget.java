package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.time.Duration;
import java.util.Optional;

/**
 * The server that holds the clones.
 *
 * @param server whose database is the agents' one, by which the others are named
 * @param maintenance the database from which others are made, renamed and dropped
 * @param owner the validate tier's role there, to which everything in a clone belongs
 * @param ttl how old a base copy may be; empty for any age
 */
public record CloneTarget(
    ConnectionParameters server, String maintenance, String owner, Optional<Duration> ttl) {

  public DatabaseNames names() throws CloneException {
    return DatabaseNames.of(server.database());
  }

  Session maintain() throws DatabaseException {
    return server.withDatabase(maintenance).connect("pgtier clone");
  }

  Session open(String database) throws DatabaseException {
    return server.withDatabase(database).connect("pgtier clone");
  }
}
