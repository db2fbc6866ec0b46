package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * Databases of one server as wholes: copied, renamed, dropped, opened. Over one session at the
 * maintenance database, whose advisory locks end with it.
 */
final class Cluster implements AutoCloseable {
  /** WAL_LOG copies through shared buffers and needs no checkpoint: the faster way while small. */
  private static final long WAL_LOG_BYTES = 64L << 20;

  private static final int STRATEGY_SINCE = 150000;

  private final Session session;
  private final String owner;
  private final int version;

  private Cluster(Session session, String owner, int version) {
    this.session = session;
    this.owner = owner;
    this.version = version;
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

  /** Client sessions on the database, of whichever role. */
  int sessions(String database) throws DatabaseException {
    return Integer.parseInt(
        session
            .value(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = ?"
                    + " AND (backend_type IS NULL OR backend_type = 'client backend')",
                database)
            .orElseThrow());
  }

  /** Ends the sessions on a database, without waiting until they are gone. */
  void endSessions(String database) throws DatabaseException {
    session.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = ? AND pid <> pg_backend_pid()"
            + " AND (backend_type IS NULL OR backend_type = 'client backend')",
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

  /** With the sessions that it has. */
  void drop(String database) throws DatabaseException {
    session.execute("DROP DATABASE IF EXISTS " + Sql.name(database) + " WITH (FORCE)");
  }

  /** Unless somebody uses it. */
  void dropIdle(String database) throws DatabaseException {
    session.execute("DROP DATABASE IF EXISTS " + Sql.name(database));
  }

  /** Takes the lock of that name for as long as this is open, unless somebody holds it. */
  boolean lock(String name) throws DatabaseException {
    return session.holds("SELECT pg_try_advisory_lock(?)", key(name));
  }

  void unlock(String name) throws DatabaseException {
    session.rows("SELECT pg_advisory_unlock(?)", key(name));
  }

  boolean alive() {
    return session.alive();
  }

  @Override
  public void close() throws DatabaseException {
    session.close();
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
