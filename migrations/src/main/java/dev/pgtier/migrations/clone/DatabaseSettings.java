package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What ALTER DATABASE … SET and ALTER ROLE … IN DATABASE … SET have set for a database. No copy of
 * a database brings it along, and a migration may run otherwise without it: by another search_path,
 * or with no lock_timeout.
 *
 * @param ofAll for every role
 * @param ofOwner for the role that a migration runs as
 */
record DatabaseSettings(Map<String, String> ofAll, Map<String, String> ofOwner) {
  private static final String READ =
      """
      SELECT coalesce(r.rolname, ''), split_part(c, '=', 1), substr(c, strpos(c, '=') + 1)
        FROM pg_db_role_setting s
        JOIN pg_database d ON d.oid = s.setdatabase
        LEFT JOIN pg_roles r ON r.oid = s.setrole,
             unnest(s.setconfig) c
       WHERE d.datname = ? AND (s.setrole = 0 OR r.rolname = ? OR r.rolname = ?)
       ORDER BY s.setrole = 0 DESC, r.rolname = ? DESC, c
      """;

  /** The one whose value is a list of names, which a literal would make one name of. */
  private static final String SEARCH_PATH = "search_path";

  /** Why a setting is not copied, by its name. */
  private static final Map<String, String> NEVER =
      Map.of(
          "default_tablespace", "it names a place of production's server",
          "temp_tablespaces", "it names a place of production's server",
          "session_preload_libraries", "it loads code into every session",
          "local_preload_libraries", "it loads code into every session",
          "role", "it would change whom a session is",
          "idle_session_timeout", "it would end pgtier's own sessions");

  /** Why the server of the clone refuses one. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "42501", "the clone's role may not set it",
          "42704", "the clone's server does not know it",
          "22023", "the clone's server does not take its value",
          "55P02", "the clone's server cannot change it");

  DatabaseSettings {
    ofAll = Map.copyOf(ofAll);
    ofOwner = Map.copyOf(ofOwner);
  }

  /**
   * Reads those of a database.
   *
   * @param session anywhere on its server
   * @param deployer the role that migrations run as there; what is set for it is, in the clone, for
   *     the owner
   * @param owner what is set for it stays, where nothing is set for the deployer
   */
  static DatabaseSettings of(Session session, String database, String deployer, String owner)
      throws DatabaseException {
    Map<String, String> ofAll = new LinkedHashMap<>();
    Map<String, String> ofOwner = new LinkedHashMap<>();
    for (List<String> row : session.rows(READ, database, deployer, owner, owner)) {
      (row.get(0).isEmpty() ? ofAll : ofOwner).put(row.get(1), row.get(2));
    }
    return new DatabaseSettings(ofAll, ofOwner);
  }

  /** Gives a copy the settings of what it is a copy of, on the same server. */
  static void carry(
      Session session, CloneTarget target, String from, String to, Consumer<String> leftOut)
      throws DatabaseException {
    of(session, from, target.deployer(), target.owner())
        .apply(session, to, target.owner(), leftOut);
  }

  /**
   * Sets what may be set, for a database that nobody uses yet.
   *
   * @param leftOut told of each setting that is not, by its name alone, and why
   */
  void apply(Session session, String database, String owner, Consumer<String> leftOut)
      throws DatabaseException {
    apply(session, ofAll, "ALTER DATABASE " + Sql.name(database), leftOut);
    if (ofOwner.isEmpty()) {
      return;
    }
    // A role may set its own; for another one the clone's role would have to administer it.
    session.execute("SET ROLE " + Sql.name(owner));
    try {
      apply(session, ofOwner, "ALTER ROLE CURRENT_USER IN DATABASE " + Sql.name(database), leftOut);
    } finally {
      session.execute("RESET ROLE");
    }
  }

  private static void apply(
      Session session, Map<String, String> settings, String alter, Consumer<String> leftOut)
      throws DatabaseException {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      Optional<String> why = unsafe(setting.getKey());
      if (why.isEmpty()) {
        why = set(session, alter, setting.getKey(), setting.getValue());
      }
      why.ifPresent(
          reason ->
              leftOut.accept(
                  "production's setting %s is not in the clone: %s"
                      .formatted(setting.getKey(), reason)));
    }
  }

  /** What an application sets for itself is as often as not a secret. */
  private static Optional<String> unsafe(String name) {
    return name.contains(".") && !name.startsWith("plpgsql.")
        ? Optional.of("it is an application's own, and may be a secret")
        : Optional.ofNullable(NEVER.get(name));
  }

  private static Optional<String> set(Session session, String alter, String name, String value)
      throws DatabaseException {
    List<String> statements = new ArrayList<>();
    String set = " SET " + Sql.name(name);
    if (name.equals(SEARCH_PATH)) {
      statements.add("SELECT set_config('search_path', " + Sql.literal(value) + ", true)");
      statements.add(alter + set + " FROM CURRENT");
    } else {
      statements.add(alter + set + " = " + Sql.literal(value));
    }
    try {
      session.transaction(statements.toArray(String[]::new));
      return Optional.empty();
    } catch (DatabaseException e) {
      Optional<String> why = Optional.ofNullable(REFUSED.get(e.sqlState()));
      if (why.isEmpty()) {
        throw e;
      }
      return why;
    }
  }
}
