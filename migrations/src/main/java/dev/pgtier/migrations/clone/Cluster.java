package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Databases of one server as wholes: copied, renamed, dropped, opened. Over one session at the
 * maintenance database, whose advisory locks end with it.
 */
final class Cluster implements AutoCloseable {
  /** WAL_LOG copies through shared buffers and needs no checkpoint: the faster way while small. */
  private static final long WAL_LOG_BYTES = 64L << 20;

  private static final int STRATEGY_SINCE = 150000;

  private static final String CLIENTS =
      "datname = ? AND pid <> pg_backend_pid()"
          + " AND (backend_type IS NULL OR backend_type = 'client backend')";
  private static final String OURS =
      " application_name IN ('pgtier catalogue', 'pgtier readiness')";
  private static final String AND_OURS = " AND" + OURS;
  private static final String AND_NOT_OURS = " AND NOT" + OURS;

  /** How often a rename is tried while clients come back faster than they are sent away. */
  private static final int TRIES = 20;

  /** {@code object_in_use}. */
  private static final String IN_USE = "55006";

  /** {@code insufficient_privilege}, which is also the answer where such a session is there. */
  private static final String NOT_ALLOWED = "42501";

  private static final int SETTLING = 40;
  private static final int SETTLING_MILLIS = 50;

  private final String owner;
  private final int version;
  private final Set<String> locks = new LinkedHashSet<>();
  private Session session;

  private Cluster(Session session, String owner, int version) {
    this.owner = owner;
    this.version = version;
    this.session = session;
  }

  static Cluster open(CloneTarget target) throws DatabaseException {
    Session session = target.maintain();
    return new Cluster(session, target.owner(), session.version());
  }

  int version() {
    return version;
  }

  Session session() {
    return session;
  }

  boolean exists(String database) throws DatabaseException {
    return session.holds("SELECT EXISTS (SELECT FROM pg_database WHERE datname = ?)", database);
  }

  List<String> databases() throws DatabaseException {
    return session.rows("SELECT datname FROM pg_database ORDER BY datname").stream()
        .map(row -> row.get(0))
        .toList();
  }

  /** Which clone the database is of; empty too where there is no such database. */
  Optional<BaseCopy> base(String database) throws DatabaseException {
    return session
        .value(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = ?",
            database)
        .flatMap(BaseCopy::parse);
  }

  /** Client sessions on the database, of whichever role, but those of {@link #endOwnSessions}. */
  int sessions(String database) throws DatabaseException {
    return Integer.parseInt(
        session
            .value(
                "SELECT count(*) FROM pg_stat_activity WHERE " + CLIENTS + AND_NOT_OURS, database)
            .orElseThrow());
  }

  /** The same, once those that are just ending have ended, or after a second. */
  int settledSessions(String database) throws DatabaseException, InterruptedException {
    int sessions = sessions(database);
    for (int waits = 0; sessions > 0 && waits < SETTLING; waits++) {
      Thread.sleep(SETTLING_MILLIS);
      sessions = sessions(database);
    }
    return sessions;
  }

  /** Ends the sessions on a database, without waiting until they are gone. */
  void endSessions(String database) throws DatabaseException {
    session.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + CLIENTS, database);
  }

  /** Ends those that the proxy has for itself, which it opens again when it needs them. */
  void endOwnSessions(String database) throws DatabaseException {
    session.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + CLIENTS + AND_OURS,
        database);
  }

  /** Makes a copy that only its owner and superusers can connect to. */
  void copy(String template, String database) throws DatabaseException {
    create(database, "TEMPLATE " + Sql.name(template) + strategy(template));
  }

  /**
   * Makes a database that only its owner and superusers can connect to; there is no moment at which
   * PUBLIC could.
   *
   * @param options of CREATE DATABASE
   */
  void create(String database, String options) throws DatabaseException {
    session.execute(
        "CREATE DATABASE %s %s ALLOW_CONNECTIONS false".formatted(Sql.name(database), options));
    session.transaction(
        "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(Sql.name(database)),
        "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(Sql.name(database)));
  }

  /** Lets the validate tier's role in. */
  void admitOwner(String database, BaseCopy of) throws DatabaseException {
    session.transaction(
        "COMMENT ON DATABASE %s IS %s".formatted(Sql.name(database), Sql.literal(of.comment())),
        "GRANT CONNECT, TEMPORARY, CREATE ON DATABASE %s TO %s"
            .formatted(Sql.name(database), Sql.name(owner)));
  }

  long bytes(String database) throws DatabaseException {
    return Long.parseLong(
        session
            .value("SELECT pg_database_size(oid) FROM pg_database WHERE datname = ?", database)
            .orElseThrow());
  }

  /** Gives a finished copy the base's name, closes it to everybody, and drops the old base. */
  void makeBase(String building, DatabaseNames names, String id, BaseCopy of)
      throws DatabaseException {
    session.execute(
        "COMMENT ON DATABASE %s IS %s".formatted(Sql.name(building), Sql.literal(of.comment())),
        "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(Sql.name(building)));
    swap(building, names.base(), names.old(id), true);
  }

  /**
   * Gives a copy the name of the agents' database, and drops what had it.
   *
   * @param endSessions whether sessions of others may be ended for it
   */
  void makeWork(String building, DatabaseNames names, String id, boolean endSessions)
      throws DatabaseException {
    swap(building, names.work(), names.old(id), endSessions);
  }

  private void swap(String from, String to, String old, boolean endSessions)
      throws DatabaseException {
    String come = "ALTER DATABASE %s RENAME TO %s".formatted(Sql.name(from), Sql.name(to));
    String go = "ALTER DATABASE %s RENAME TO %s".formatted(Sql.name(to), Sql.name(old));
    for (int tries = 1; ; tries++) {
      boolean replaces = exists(to);
      if (replaces) {
        endOwnSessions(to);
        if (endSessions) {
          endSessions(to);
        }
      }
      try {
        session.transaction(replaces ? new String[] {go, come} : new String[] {come});
        if (replaces) {
          drop(old);
        }
        return;
      } catch (DatabaseException e) {
        if (!e.sqlState().equals(IN_USE) || tries == TRIES) {
          throw e;
        }
        if (!endSessions && sessions(to) > 0) {
          throw new CloneException(
              "%s has sessions again, and stays as it is; end them and run pgtier clone --reset, or let them be ended by --end-sessions"
                  .formatted(to));
        }
      }
    }
  }

  /** With the sessions that it has; those that only a superuser may end are given time to end. */
  void drop(String database) throws DatabaseException {
    String drop = "DROP DATABASE IF EXISTS " + Sql.name(database) + " WITH (FORCE)";
    for (int tries = 1; ; tries++) {
      try {
        session.execute(drop);
        return;
      } catch (DatabaseException e) {
        if (!e.sqlState().equals(NOT_ALLOWED) || tries == SETTLING || !pause()) {
          throw e;
        }
      }
    }
  }

  /** Whether the wait was not interrupted. */
  private static boolean pause() {
    try {
      Thread.sleep(SETTLING_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Unless somebody uses it. */
  void dropIdle(String database) throws DatabaseException {
    session.execute("DROP DATABASE IF EXISTS " + Sql.name(database));
  }

  /** Takes the lock of that name for as long as this is open, unless somebody holds it. */
  boolean lock(String name) throws DatabaseException {
    boolean free = session.holds("SELECT pg_try_advisory_lock(?)", key(name));
    if (free) {
      locks.add(name);
    }
    return free;
  }

  void unlock(String name) throws DatabaseException {
    session.rows("SELECT pg_advisory_unlock(?)", key(name));
    locks.remove(name);
  }

  boolean alive() {
    return session.alive();
  }

  /** Logs in again where the server was exchanged for another, and takes the locks there. */
  void revive(CloneTarget target) throws DatabaseException {
    if (session.alive()) {
      return;
    }
    session = target.maintain();
    for (String name : List.copyOf(locks)) {
      if (!lock(name)) {
        throw new CloneException("another pgtier clone has begun at " + target.server().where());
      }
    }
  }

  /** Closes a database that somebody else made to all but its owner, and gives it another name. */
  void adopt(String database, String name) throws DatabaseException {
    String quoted = Sql.name(database);
    session.execute("REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC");
    for (List<String> role :
        session.rows(
            "SELECT DISTINCT r.rolname FROM pg_database d, aclexplode(d.datacl) a JOIN pg_roles r ON r.oid = a.grantee"
                + " WHERE d.datname = ? AND a.grantee <> d.datdba",
            database)) {
      session.execute("REVOKE ALL ON DATABASE " + quoted + " FROM " + Sql.name(role.get(0)));
    }
    for (int tries = 1; ; tries++) {
      endSessions(database);
      try {
        session.execute("ALTER DATABASE " + quoted + " RENAME TO " + Sql.name(name));
        return;
      } catch (DatabaseException e) {
        if (!e.sqlState().equals(IN_USE) || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Gives the locks back at once: the server ends a session some time after its client has. */
  @Override
  public void close() throws DatabaseException {
    try (Session ending = session) {
      if (!locks.isEmpty() && ending.alive()) {
        ending.rows("SELECT pg_advisory_unlock_all()");
      }
    }
  }

  private String strategy(String template) throws DatabaseException {
    if (version < STRATEGY_SINCE) {
      return "";
    }
    return small(template) ? " STRATEGY WAL_LOG" : " STRATEGY FILE_COPY";
  }

  private boolean small(String database) throws DatabaseException {
    return session.holds(
        "SELECT CASE WHEN has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE')"
            + " THEN pg_database_size(oid) < ? ELSE false END FROM pg_database WHERE datname = ?",
        WAL_LOG_BYTES,
        database);
  }

  private static long key(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("pgtier " + name).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
