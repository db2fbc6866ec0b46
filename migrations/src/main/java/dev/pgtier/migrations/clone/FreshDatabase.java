package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.DatabaseException;

/** A copy of the base for one use; closing it drops the database with whatever sessions it has. */
public final class FreshDatabase implements AutoCloseable {
  private final CloneTarget target;
  private final Cluster cluster;
  private final String name;
  private final BaseCopy base;

  FreshDatabase(CloneTarget target, Cluster cluster, String name, BaseCopy base) {
    this.target = target;
    this.cluster = cluster;
    this.name = name;
    this.base = base;
  }

  public String name() {
    return name;
  }

  /** Which clone it is a copy of. */
  public BaseCopy base() {
    return base;
  }

  /** For a look past the proxy, as the role that made the database. */
  public ConnectionParameters parameters() {
    return target.server().withDatabase(name);
  }

  @Override
  public void close() throws DatabaseException {
    try (cluster) {
      if (cluster.alive()) {
        cluster.drop(name);
        return;
      }
    }
    try (Cluster again = Cluster.open(target)) {
      again.drop(name);
    }
  }
}
