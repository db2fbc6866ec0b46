package dev.pgtier.cli.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The questions whose answers make {@link Facts}. Every column is text. They run on PostgreSQL 15
 * to 18 as the role that they are about, which needs no right beyond CONNECT.
 */
final class FactQueries {
  static final String SERVER =
      """
      SELECT current_setting('server_version'), current_database()::text,
        quote_ident(current_database()), session_user::text, quote_ident(session_user),
        quote_ident(pg_get_userbyid(d.datdba)), quote_ident(pg_get_userbyid(10)),
        current_setting('max_prepared_transactions'), current_setting('lo_compat_privileges'),
        (SELECT count(*) FROM pg_class c WHERE c.relrowsecurity)::text,
        coalesce((
          SELECT quote_ident(o.rolname) FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
          WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND NOT o.rolsuper
            AND NOT pg_has_role(session_user, o.oid, 'MEMBER')
          GROUP BY o.rolname ORDER BY count(*) DESC, o.rolname LIMIT 1), '')
      FROM pg_database d WHERE d.datname = current_database()""";

  /**
   * The role itself and all that it can act as: by inheritance, by SET ROLE, or by granting itself
   * what it may grant. The columns inherit_option and set_option came with PostgreSQL 16.
   */
  private static final String REACH =
      """
      WITH RECURSIVE link AS (
        SELECT m.roleid, m.member, m.grantor, m.admin_option AS admin,
          coalesce((to_jsonb(m) ->> 'inherit_option')::bool, r.rolinherit) AS inherit,
          coalesce((to_jsonb(m) ->> 'set_option')::bool, true) AS set
        FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member),
      reach AS (
        SELECT r.oid FROM pg_roles r WHERE r.rolname = session_user
        UNION
        SELECT l.roleid FROM reach JOIN link l ON l.member = reach.oid
        WHERE l.admin OR l.inherit OR l.set)
      """;

  static final String ROLES =
      REACH
          + """
      SELECT r.rolname::text, quote_ident(r.rolname), r.rolsuper::text, r.rolcreaterole::text,
        r.rolcreatedb::text, r.rolreplication::text, r.rolbypassrls::text
      FROM reach JOIN pg_roles r USING (oid)""";

  static final String MEMBERSHIPS =
      REACH
          + """
      SELECT pg_get_userbyid(l.member)::text, pg_get_userbyid(l.roleid)::text, l.admin::text,
        l.inherit::text, l.set::text,
        CASE WHEN l.grantor = 10 OR current_setting('server_version_num')::int < 160000 THEN ''
          ELSE quote_ident(pg_get_userbyid(l.grantor)) END
      FROM reach JOIN link l ON l.member = reach.oid
      WHERE l.admin OR l.inherit OR l.set""";

  /** What initdb gave to PUBLIC is how every server is, so it is left out. */
  private static final String OBJECTS =
      """
      , object AS (
        SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, n.nspname AS schema,
          c.relname::text AS plain, format('%I.%I', n.nspname, c.relname) AS name, c.relowner AS owner,
          c.relacl AS acl, '' AS note, 'pg_class'::regclass AS class, c.oid, 0 AS part, '' AS columns
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        UNION ALL
        SELECT 'column', n.nspname, format('%s.%s', c.relname, a.attname),
          format('%I.%I', n.nspname, c.relname), c.relowner, a.attacl, '',
          'pg_class'::regclass, c.oid, a.attnum, quote_ident(a.attname)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
        UNION ALL
        SELECT 'schema', '', n.nspname, quote_ident(n.nspname), n.nspowner, n.nspacl, '',
          'pg_namespace'::regclass, n.oid, 0, ''
        FROM pg_namespace n
        UNION ALL
        SELECT 'database', '', d.datname, quote_ident(d.datname), d.datdba,
          coalesce(d.datacl, acldefault('d', d.datdba)), '', 0, 0, 0, ''
        FROM pg_database d WHERE d.datname = current_database()
        UNION ALL
        SELECT 'tablespace', '', t.spcname, quote_ident(t.spcname), t.spcowner, t.spcacl, '', 0, 0, 0, ''
        FROM pg_tablespace t
        UNION ALL
        SELECT 'large object', '', l.oid::text, l.oid::text, l.lomowner, l.lomacl, '', 0, 0, 0, ''
        FROM pg_largeobject_metadata l
        UNION ALL
        SELECT 'foreign server', '', s.srvname, quote_ident(s.srvname), s.srvowner, s.srvacl, '',
          0, 0, 0, ''
        FROM pg_foreign_server s
        UNION ALL
        SELECT 'foreign data wrapper', '', w.fdwname, quote_ident(w.fdwname), w.fdwowner, w.fdwacl,
          '', 0, 0, 0, ''
        FROM pg_foreign_data_wrapper w
        UNION ALL
        SELECT 'parameter', '', p.parname, p.parname, 10, p.paracl, '', 0, 0, 0, ''
        FROM pg_parameter_acl p
        UNION ALL
        SELECT 'function', n.nspname, p.proname, p.oid::regprocedure::text, p.proowner,
          coalesce(p.proacl, acldefault('f', p.proowner)),
          CASE WHEN p.prosecdef AND p.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype)
              THEN CASE WHEN o.rolsuper THEN 'superuser trigger' ELSE 'trigger' END
            WHEN p.prosecdef AND o.rolsuper THEN 'superuser' WHEN p.prosecdef THEN 'definer'
            WHEN NOT l.lanpltrusted AND l.lanname <> 'internal' AND e.oid IS NULL THEN 'untrusted'
            WHEN e.extname = 'dblink' THEN 'dblink' ELSE 'guarded' END,
          'pg_proc'::regclass, p.oid, 0, ''
        FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_language l ON l.oid = p.prolang
        JOIN pg_roles o ON o.oid = p.proowner
        LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
          AND d.deptype = 'e'
        LEFT JOIN pg_extension e ON e.oid = d.refobjid
        WHERE p.prosecdef OR e.extname = 'dblink'
          OR NOT l.lanpltrusted AND e.oid IS NULL AND l.lanname <> 'internal' AND p.oid >= 16384
          OR EXISTS (SELECT FROM pg_init_privs i
            WHERE i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid))
      """;

  static final String GRANTS =
      REACH
          + OBJECTS
          + """
      SELECT o.kind, o.schema::text, o.plain, o.name, o.columns,
        CASE WHEN a.grantee = 0 THEN '' ELSE pg_get_userbyid(a.grantee)::text END,
        a.privilege_type, a.is_grantable::text,
        CASE WHEN a.grantor = o.owner THEN '' ELSE quote_ident(pg_get_userbyid(a.grantor)) END,
        o.note
      FROM object o CROSS JOIN LATERAL aclexplode(o.acl) a
      WHERE a.grantee <> o.owner AND (a.grantee = 0 OR a.grantee IN (SELECT oid FROM reach))
        AND NOT (o.kind IN ('database', 'schema') AND a.privilege_type IN ('CONNECT', 'USAGE'))
        AND NOT (o.kind = 'table' AND o.oid < 16384 AND a.grantee = 0 AND a.privilege_type = 'SELECT')
        AND NOT EXISTS (
          SELECT FROM pg_init_privs i CROSS JOIN LATERAL aclexplode(i.initprivs) b
          WHERE i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.part
            AND b.grantee = a.grantee AND b.privilege_type = a.privilege_type)""";

  /** Grants that tables, sequences and schemas will have which are not made yet. */
  static final String DEFAULT_GRANTS =
      REACH
          + """
      SELECT 'default', coalesce(n.nspname, '')::text,
        CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' ELSE 'SCHEMAS' END,
        quote_ident(pg_get_userbyid(d.defaclrole)), coalesce(quote_ident(n.nspname), ''),
        CASE WHEN a.grantee = 0 THEN '' ELSE pg_get_userbyid(a.grantee)::text END,
        a.privilege_type, a.is_grantable::text, '', ''
      FROM pg_default_acl d
      LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
      CROSS JOIN LATERAL aclexplode(d.defaclacl) a
      WHERE d.defaclobjtype IN ('r', 'S', 'n') AND a.grantee <> d.defaclrole
        AND (a.grantee = 0 OR a.grantee IN (SELECT oid FROM reach))""";

  static final String OWNED =
      REACH
          + """
      SELECT o.type, coalesce(o.schema, ''), o.identity, pg_get_userbyid(d.refobjid)::text,
        coalesce(p.prosecdef, false)::text
      FROM pg_shdepend d
      LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
      CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) o
      WHERE d.deptype = 'o' AND d.refclassid = 'pg_authid'::regclass
        AND d.refobjid IN (SELECT oid FROM reach)
        AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND d.classid NOT IN ('pg_user_mapping'::regclass, 'pg_default_acl'::regclass)
        AND coalesce(o.schema, '') !~ '^pg_(toast_)?temp'
      ORDER BY 1, 2, 3""";

  static final String MAPPINGS =
      REACH
          + """
      SELECT quote_ident(m.srvname),
        CASE WHEN m.umuser = 0 THEN '' ELSE pg_get_userbyid(m.umuser)::text END
      FROM pg_user_mappings m
      WHERE m.umuser = 0 OR m.umuser IN (SELECT oid FROM reach)
      ORDER BY 1, 2""";

  static final String SETTINGS =
      """
      SELECT CASE WHEN s.setdatabase = 0 THEN '' ELSE quote_ident(current_database()) END,
        CASE WHEN s.setrole = 0 THEN '' ELSE quote_ident(session_user) END,
        split_part(c.text, '=', 1), substr(c.text, strpos(c.text, '=') + 1)
      FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS c (text)
      WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
      ORDER BY 1, 2, 3""";

  private FactQueries() {}

  /** The columns of relations, each named {@code schema.relation}. */
  static String columns(List<String> relations) {
    return """
        SELECT n.nspname || '.' || c.relname, a.attname::text, quote_ident(a.attname)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname || '.' || c.relname IN (%s)
        ORDER BY c.oid, a.attnum"""
        .formatted(
            relations.stream()
                .map(name -> "'" + name.replace("'", "''") + "'")
                .collect(Collectors.joining(", ")));
  }
}
