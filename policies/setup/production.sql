-- Roles and grants for the production database. As a superuser; again whenever tables, functions or
-- types were made by another role than deployer_owner:
--
--   psql -d shop_sandbox -f policies/setup/production.sql
--
-- Afterwards give each role its password, without leaving it in a history or a log:
--
--   \password readonly
--   \password deployer_owner
--
-- Only the proxy gets to know them. Roles of these names that exist already are made what is said
-- here; memberships that they have elsewhere stay, and pgtier check names them.

\set ON_ERROR_STOP on
BEGIN;

-- The tier inspect logs in as this role. It can SELECT; a mistake elsewhere cannot give it more.
SELECT format('CREATE ROLE %I', r)
  FROM unnest(ARRAY['readonly', 'deployer_owner']) AS r
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r)
\gexec
ALTER ROLE readonly LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS;
-- A second fence behind the proxy's own.
ALTER ROLE readonly SET default_transaction_read_only = on;

-- The tier deploy logs in as this role. It owns what migrations change, because ALTER needs the owner.
ALTER ROLE deployer_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- PUBLIC may connect and make temporary tables unless it is told otherwise.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO readonly', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY, CREATE ON DATABASE %I TO deployer_owner', current_database()) \gexec

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM readonly;
GRANT USAGE ON SCHEMA public TO readonly;
GRANT USAGE, CREATE ON SCHEMA public TO deployer_owner;

-- What belongs to an extension stays as it is, and so does what deployer_owner has already.
SELECT format('ALTER %s %I.%I OWNER TO deployer_owner', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
              n.nspname, c.relname)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public'
   AND c.relowner <> 'deployer_owner'::regrole
   AND (c.relkind IN ('r', 'p', 'v', 'm', 'f')
        OR c.relkind = 'S' -- a column's own sequence follows its table
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY c.oid
\gexec
SELECT format('ALTER ROUTINE %s OWNER TO deployer_owner', p.oid::regprocedure)
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace
   AND p.proowner <> 'deployer_owner'::regrole
   AND NOT p.prosecdef -- it would run with other rights than its author gave it
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
\gexec
SELECT format('ALTER %s %s OWNER TO deployer_owner', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
              t.oid::regtype)
  FROM pg_type t
  LEFT JOIN pg_class c ON c.oid = t.typrelid
 WHERE t.typnamespace = 'public'::regnamespace
   AND t.typowner <> 'deployer_owner'::regrole
   AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') -- enum, domain, range, composite
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
\gexec

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM readonly;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM readonly;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO readonly;
-- To look at where they stand; nextval needs more.
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO readonly;
-- Tables that a later migration makes can be read as well.
ALTER DEFAULT PRIVILEGES FOR ROLE deployer_owner IN SCHEMA public GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES FOR ROLE deployer_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO readonly;

COMMIT;
