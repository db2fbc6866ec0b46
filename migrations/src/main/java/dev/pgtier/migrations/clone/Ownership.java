package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands what is in a new clone to the validate tier's role, so that a migration can be tried there
 * as it will run. What belongs to an extension stays as it is.
 */
final class Ownership {
  /** What each query below gives for an object: the head of its ALTER statement. */
  private static final String OBJECTS =
      """
      WITH spaces AS (
        SELECT oid, nspname FROM pg_namespace
         WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'),
      members AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
      mine AS (SELECT oid FROM pg_roles WHERE rolname = session_user),
      heirs AS (SELECT oid FROM pg_roles WHERE rolname = ?),
      objects (classid, oid, owner, alter) AS (
        SELECT 'pg_namespace'::regclass, n.oid, n.nspowner, format('ALTER SCHEMA %I', n.nspname)
          FROM pg_namespace n JOIN spaces USING (oid)
         WHERE n.nspname <> 'public'
        UNION ALL
        SELECT 'pg_class'::regclass, c.oid, c.relowner,
               format('ALTER %s %I.%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, s.nspname, c.relname)
          FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
            OR c.relkind = 'S' -- a column's own sequence follows its table
               AND NOT EXISTS (SELECT FROM pg_depend d
                                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                  AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i'))
        UNION ALL
        -- A function with the rights of its author keeps them, unless restoring made us the author.
        SELECT 'pg_proc'::regclass, p.oid, p.proowner,
               format('ALTER %s %s', CASE p.prokind WHEN 'a' THEN 'AGGREGATE' ELSE 'ROUTINE' END, p.oid::regprocedure)
          FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
         WHERE NOT p.prosecdef OR p.proowner = (SELECT oid FROM mine)
        UNION ALL
        SELECT 'pg_type'::regclass, t.oid, t.typowner,
               format('ALTER %s %s', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, t.oid::regtype)
          FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
          LEFT JOIN pg_class c ON c.oid = t.typrelid
         WHERE t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c'
        UNION ALL
        SELECT 'pg_operator'::regclass, o.oid, o.oprowner, format('ALTER OPERATOR %s', o.oid::regoperator)
          FROM pg_operator o JOIN spaces s ON s.oid = o.oprnamespace
        UNION ALL
        SELECT 'pg_collation'::regclass, c.oid, c.collowner, format('ALTER COLLATION %I.%I', s.nspname, c.collname)
          FROM pg_collation c JOIN spaces s ON s.oid = c.collnamespace
        UNION ALL
        SELECT 'pg_statistic_ext'::regclass, x.oid, x.stxowner, format('ALTER STATISTICS %I.%I', s.nspname, x.stxname)
          FROM pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace
        UNION ALL
        SELECT 'pg_ts_config'::regclass, c.oid, c.cfgowner,
               format('ALTER TEXT SEARCH CONFIGURATION %I.%I', s.nspname, c.cfgname)
          FROM pg_ts_config c JOIN spaces s ON s.oid = c.cfgnamespace
        UNION ALL
        SELECT 'pg_ts_dict'::regclass, d.oid, d.dictowner,
               format('ALTER TEXT SEARCH DICTIONARY %I.%I', s.nspname, d.dictname)
          FROM pg_ts_dict d JOIN spaces s ON s.oid = d.dictnamespace
        UNION ALL
        SELECT 'pg_largeobject'::regclass, l.oid, l.lomowner, format('ALTER LARGE OBJECT %s', l.oid)
          FROM pg_largeobject_metadata l)
      """;

  private static final String ALTER =
      OBJECTS
          + """
          SELECT alter || ' OWNER TO ' || quote_ident(?)
            FROM objects
           WHERE owner NOT IN (SELECT oid FROM heirs) AND pg_has_role(session_user, owner, 'USAGE')
             AND (classid, oid) NOT IN (SELECT classid, objid FROM members)
           ORDER BY classid = 'pg_namespace'::regclass DESC, classid, oid
          """;

  private static final String FOREIGN =
      OBJECTS
          + """
          SELECT alter, pg_get_userbyid(owner)
            FROM objects
           WHERE owner NOT IN (SELECT oid FROM heirs) AND NOT pg_has_role(session_user, owner, 'USAGE')
             AND (classid, oid) NOT IN (SELECT classid, objid FROM members)
             AND classid IN ('pg_class'::regclass, 'pg_namespace'::regclass)
           LIMIT 1
          """;

  /** Passwords for other servers, by which a session on the clone could reach them. */
  private static final String USER_MAPPINGS =
      """
      SELECT format('DROP USER MAPPING FOR %s SERVER %I',
                    CASE umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(umuser)) END, srvname)
        FROM pg_user_mappings
      """;

  private Ownership() {}

  /**
   * Hands everything over, in a database that the session's role owns.
   *
   * @throws CloneException if a table belongs to a role that the session cannot act for
   */
  static void handOver(Session session, String owner) throws DatabaseException {
    List<List<String>> foreign = session.rows(FOREIGN, owner);
    if (!foreign.isEmpty()) {
      throw new CloneException(
          "in the clone, %s cannot be handed to %s: the object belongs to %s, and %s is no member of that role; GRANT %s TO %s"
              .formatted(
                  foreign.get(0).get(0).replaceFirst("ALTER ", ""),
                  owner,
                  foreign.get(0).get(1),
                  session.parameters().user(),
                  Sql.name(foreign.get(0).get(1)),
                  Sql.name(session.parameters().user())));
    }
    List<String> statements = new ArrayList<>();
    statements.add("GRANT USAGE, CREATE ON SCHEMA public TO " + Sql.name(owner));
    session.rows(USER_MAPPINGS).forEach(row -> statements.add(row.get(0)));
    session.rows(ALTER, owner, owner).forEach(row -> statements.add(row.get(0)));
    if (!session.holds("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public')")) {
      statements.remove(0);
    }
    session.transaction(statements.toArray(String[]::new));
  }
}
