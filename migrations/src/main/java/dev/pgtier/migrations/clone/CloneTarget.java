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
 * @param production what no clone may ever replace
 * @param deployer the role that migrations run as at production; "" where nobody says
 */
public record CloneTarget(
    ConnectionParameters server,
    String maintenance,
    String owner,
    Optional<Duration> ttl,
    Optional<ConnectionParameters> production,
    String deployer) {

  public CloneTarget(
      ConnectionParameters server,
      String maintenance,
      String owner,
      Optional<Duration> ttl,
      Optional<ConnectionParameters> production) {
    this(server, maintenance, owner, ttl, production, "");
  }

  /** For those who replace nothing. */
  public CloneTarget(
      ConnectionParameters server, String maintenance, String owner, Optional<Duration> ttl) {
    this(server, maintenance, owner, ttl, Optional.empty());
  }

  public DatabaseNames names() throws CloneException {
    return DatabaseNames.of(server.database());
  }

  Session maintain() throws DatabaseException {
    return server.withDatabase(maintenance).connect("pgtier clone");
  }

  Session open(String database) throws DatabaseException {
    return server.withDatabase(database).connect("pgtier clone");
  }

  /**
   * Makes sure that a database of the target's server is not production under another name of its
   * host.
   *
   * @throws DatabaseException if it is, or if production does not answer
   */
  void requireNotProduction(Session maintenance, String database) throws DatabaseException {
    if (production.isEmpty()) {
      return;
    }
    Identity real;
    try (Session session = production.get().connect(CloneRun.APPLICATION)) {
      real = Identity.of(session);
    }
    if (real.equals(Identity.of(maintenance, database))) {
      throw new CloneException(
          "the database %s of the clone's target %s:%d is production itself"
              .formatted(database, server.host(), server.port()));
    }
  }
}
