package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.util.Optional;
import java.util.function.Consumer;

/** One way of getting a copy of production onto the target's server. */
public interface CloneWay {
  /** As the configuration names it. */
  String word();

  /** What the copy is of, for the ledger and for people; never a secret. */
  String source();

  /**
   * A session at what is copied, to check the rules of masking before the copying; empty where the
   * way does not know it beforehand.
   */
  Optional<Session> look() throws DatabaseException;

  /**
   * Makes the database and fills it; meanwhile and afterwards only the target's own role and
   * superusers may connect to it. Where it fails, the caller drops what there is.
   *
   * @param database its name
   * @param progress told in a few words what goes on
   */
  void fill(Cluster cluster, String database, Consumer<String> progress)
      throws DatabaseException, InterruptedException;

  /** Whether the copy comes without the planner's statistics. */
  boolean lacksStatistics();
}
