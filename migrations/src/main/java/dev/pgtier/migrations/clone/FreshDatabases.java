package dev.pgtier.migrations.clone;

import dev.pgtier.audit.record.Ulids;
import dev.pgtier.migrations.database.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Gives each validation a database of its own, copied from the kept base. Any thread may ask.
 *
 * <p>Who holds one holds a lock of its name at the server, which ends with the process: a database
 * without it was left behind, and the next caller drops it.
 */
public final class FreshDatabases {
  /** A process that lost its connection, and with it the lock, may still be at work so long. */
  private static final Duration GRACE = Duration.ofHours(24);

  /** Between a database's making and the first session on it. */
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private final CloneTarget target;
  private final InstantSource clock;
  private final Ulids ulids;

  public FreshDatabases(CloneTarget target, InstantSource clock) {
    this.target = target;
    this.clock = clock;
    this.ulids = new Ulids(clock);
  }

  /**
   * The base copy that a new database would be of.
   *
   * @throws CloneException if there is none, or it is stale
   */
  public BaseCopy base() throws DatabaseException {
    try (Cluster cluster = Cluster.open(target)) {
      return base(cluster);
    }
  }

  /**
   * Makes one; what dead processes left is dropped first.
   *
   * @throws CloneException if there is no base copy, or it is stale
   */
  public FreshDatabase create() throws DatabaseException {
    DatabaseNames names = target.names();
    Cluster cluster = Cluster.open(target);
    String name = names.fresh(next());
    try {
      sweep(cluster);
      BaseCopy base = base(cluster);
      if (!cluster.lock(name)) {
        throw new CloneException("somebody else holds the lock of the new database " + name);
      }
      cluster.copy(names.base(), name);
      // What is left out was said when the base was made.
      DatabaseSettings.carry(cluster.session(), target, names.base(), name, leftOut -> {});
      cluster.admitOwner(name, base);
      return new FreshDatabase(target, cluster, name, base);
    } catch (DatabaseException | RuntimeException e) {
      discard(cluster, name, e);
      throw e;
    }
  }

  /** Drops the databases of processes that are gone. */
  public int sweep() throws DatabaseException {
    try (Cluster cluster = Cluster.open(target)) {
      return sweep(cluster);
    }
  }

  private int sweep(Cluster cluster) throws DatabaseException {
    int dropped = 0;
    Instant now = clock.instant();
    for (String name : cluster.databases()) {
      Optional<Instant> since = target.names().freshSince(name);
      if (since.isEmpty() || since.get().plus(YOUNG).isAfter(now) || !cluster.lock(name)) {
        continue;
      }
      try {
        if (since.get().plus(GRACE).isBefore(now)) {
          cluster.drop(name);
          dropped++;
        } else if (cluster.sessions(name) == 0) {
          cluster.dropIdle(name);
          dropped++;
        }
      } finally {
        cluster.unlock(name);
      }
    }
    return dropped;
  }

  private BaseCopy base(Cluster cluster) throws DatabaseException {
    String name = target.names().base();
    Optional<BaseCopy> base = cluster.base(name);
    if (base.isEmpty()) {
      throw new CloneException(
          "there is no base copy %s at %s:%d; pgtier clone makes it"
              .formatted(name, target.server().host(), target.server().port()));
    }
    if (base.get().stale(target.ttl(), clock.instant())) {
      throw new CloneException(
          "the base copy %s is stale: it was made at %s, and migrations.clone.ttl is %s; pgtier clone makes it anew"
              .formatted(name, base.get().made(), Durations.words(target.ttl().orElseThrow())));
    }
    return base.get();
  }

  private synchronized String next() {
    return ulids.next();
  }

  private static void discard(Cluster cluster, String name, Exception because) {
    try (cluster) {
      cluster.drop(name);
    } catch (DatabaseException e) {
      because.addSuppressed(e);
    }
  }
}
