package dev.pgtier.migrations.clone;

import dev.pgtier.audit.record.Ulids;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import dev.pgtier.migrations.masking.MaskPlan;
import dev.pgtier.migrations.masking.MaskRule;
import dev.pgtier.migrations.masking.MaskedColumn;
import dev.pgtier.migrations.masking.Masking;
import dev.pgtier.migrations.schema.SchemaReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the base copy anew, and the agents' database from it. Only one run at a time works on one
 * target.
 *
 * <p>The new base has a name of its own until it is masked and recorded; then one transaction gives
 * it the name of the old. A run that breaks off anywhere leaves the old one as it was, and
 * databases that nobody is let into, which the next run drops.
 */
public final class CloneRun {
  static final String APPLICATION = "pgtier clone";

  private final CloneTarget target;
  private final boolean endSessions;
  private final Consumer<String> progress;
  private final InstantSource clock;

  /**
   * Does nothing yet.
   *
   * @param endSessions whether sessions on the agents' database may be ended
   * @param progress told in a few words what goes on
   */
  public CloneRun(
      CloneTarget target, boolean endSessions, Consumer<String> progress, InstantSource clock) {
    this.target = target;
    this.endSessions = endSessions;
    this.progress = progress;
    this.clock = clock;
  }

  /** Keeps what was done; the clone is not used before it returns. */
  @FunctionalInterface
  public interface Recorder {
    void record(CloneReport report) throws DatabaseException;
  }

  /** What is told of a reset, after it. */
  @FunctionalInterface
  public interface ResetRecorder {
    void record(BaseCopy base) throws DatabaseException;
  }

  /**
   * What there is.
   *
   * @param base empty where there is none
   * @param work whether there is an agents' database
   */
  public record Standing(Optional<BaseCopy> base, boolean work) {}

  /** Looks only. */
  public Standing standing() throws DatabaseException {
    DatabaseNames names = target.names();
    try (Cluster cluster = Cluster.open(target)) {
      return new Standing(cluster.base(names.base()), cluster.exists(names.work()));
    }
  }

  /**
   * Makes the base anew.
   *
   * @param recorder called when everything is masked, before the new base takes the old one's place
   */
  public CloneReport clone(CloneWay way, List<MaskRule> rules, Recorder recorder)
      throws DatabaseException, InterruptedException {
    DatabaseNames names = target.names();
    String id = new Ulids(clock).next();
    String building = names.building(id);
    Instant began = clock.instant();
    try (Cluster cluster = locked(names)) {
      requireIdle(cluster, names.work());
      Optional<DatabaseSettings> settings = requireRules(way, rules);
      try {
        way.fill(cluster, building, progress);
        Finished finished = finish(building, way, rules);
        if (settings.isPresent()) {
          settings.get().apply(cluster.session(), building, target.owner(), progress);
        }
        CloneReport report =
            new CloneReport(
                new BaseCopy(id, began),
                way.word(),
                way.source(),
                target.server().where(),
                finished.schema(),
                finished.masked(),
                cluster.bytes(building),
                Duration.between(began, clock.instant()));
        recorder.record(report);
        progress.accept("putting the new base copy in its place");
        cluster.makeBase(building, names, id, report.base());
        return report;
      } catch (DatabaseException | InterruptedException | RuntimeException e) {
        discard(names.building(id), e);
        throw e;
      }
    }
  }

  /**
   * Makes the agents' database anew from the base, without which it cannot.
   *
   * @return of which clone it is
   */
  public BaseCopy reset(ResetRecorder recorder) throws DatabaseException, InterruptedException {
    DatabaseNames names = target.names();
    String id = new Ulids(clock).next();
    try (Cluster cluster = locked(names)) {
      Optional<BaseCopy> base = cluster.base(names.base());
      if (base.isEmpty()) {
        throw new CloneException(
            "there is no base copy %s to make %s of; pgtier clone makes one"
                .formatted(names.base(), names.work()));
      }
      requireIdle(cluster, names.work());
      progress.accept("making %s anew from the base copy".formatted(names.work()));
      try {
        cluster.copy(names.base(), names.building(id));
        DatabaseSettings.carry(
            cluster.session(), target, names.base(), names.building(id), progress);
        cluster.admitOwner(names.building(id), base.get());
        cluster.makeWork(names.building(id), names, id, endSessions);
      } catch (DatabaseException | RuntimeException e) {
        discard(names.building(id), e);
        throw e;
      }
      recorder.record(base.get());
      return base.get();
    }
  }

  private record Finished(String schema, List<MaskedColumn> masked) {}

  /** Roles, masks, statistics: all that a copy needs before anybody may see it. */
  private Finished finish(String building, CloneWay way, List<MaskRule> rules)
      throws DatabaseException {
    try (Session session = target.open(building)) {
      progress.accept("giving everything to " + target.owner());
      Ownership.handOver(session, target.owner());
      List<MaskedColumn> masked =
          new Masking(session, target.owner(), progress).run(MaskPlan.of(session, rules));
      if (way.lacksStatistics()) {
        progress.accept("gathering statistics");
        session.execute("ANALYZE");
      }
      return new Finished(SchemaReader.read(session::rows, false).fingerprint(), masked);
    }
  }

  /**
   * Looks at what is copied, where that can be had beforehand.
   *
   * @return its settings; empty where the copy comes with them
   */
  private Optional<DatabaseSettings> requireRules(CloneWay way, List<MaskRule> rules)
      throws DatabaseException {
    Optional<Session> looked = way.look();
    if (looked.isEmpty()) {
      return Optional.empty();
    }
    try (Session session = looked.get()) {
      MaskPlan.of(session, rules);
      return Optional.of(
          DatabaseSettings.of(
              session, session.parameters().database(), target.deployer(), target.owner()));
    }
  }

  private Cluster locked(DatabaseNames names) throws DatabaseException {
    Cluster cluster = Cluster.open(target);
    try {
      if (!cluster.lock("clone " + names.work())) {
        throw new CloneException(
            "another pgtier clone is at work on %s; wait until it is done"
                .formatted(target.server().where()));
      }
      requireOwner(cluster);
      target.requireNotProduction(cluster.session(), names.work());
      target.requireNotProduction(cluster.session(), names.base());
      for (String name : cluster.databases()) {
        if (names.isLeftover(name)) {
          progress.accept("dropping %s, which an earlier run left".formatted(name));
          cluster.drop(name);
        }
      }
      return cluster;
    } catch (DatabaseException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void requireOwner(Cluster cluster) throws DatabaseException {
    String member =
        "SELECT pg_has_role(session_user, oid, 'USAGE') FROM pg_roles WHERE rolname = ?";
    Optional<String> may = cluster.session().value(member, target.owner());
    if (may.isEmpty()) {
      throw new CloneException(
          "%s:%d has no role %s, which the validate tier logs in as; policies/setup/clone.sql makes it"
              .formatted(target.server().host(), target.server().port(), target.owner()));
    }
    if (!may.get().equals("t")) {
      throw new CloneException(
          "%1$s is no member of %2$s, to which the clone will belong; GRANT %3$s TO %4$s"
              .formatted(
                  target.server().user(),
                  target.owner(),
                  Sql.name(target.owner()),
                  Sql.name(target.server().user())));
    }
  }

  private void requireIdle(Cluster cluster, String work)
      throws DatabaseException, InterruptedException {
    int sessions = endSessions ? 0 : cluster.settledSessions(work);
    if (sessions > 0) {
      throw new CloneException(
          "%s has sessions (%d), whose work would be lost; end them, or let them be ended by --end-sessions"
              .formatted(work, sessions));
    }
  }

  private void discard(String building, Exception because) {
    try (Cluster again = Cluster.open(target)) {
      again.drop(building);
    } catch (DatabaseException e) {
      because.addSuppressed(e);
    }
  }
}
