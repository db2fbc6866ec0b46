-- The role and its rights on the validation database, which is a copy of production. As a
-- superuser, after each copy that was made by hand (pgtier clone does it itself):
--
--   createdb shop_validate
--   pg_dump --no-owner --no-privileges shop_sandbox | psql -d shop_validate
--   psql -d shop_validate -f policies/setup/validation.sql
--
-- Afterwards give the role its password: \password writer

\set ON_ERROR_STOP on
BEGIN;

-- The tier validate logs in as this role. It owns what is in the clone, so that a migration can be
-- tried as it will run; it has no right on production.
SELECT 'CREATE ROLE writer' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'writer')
\gexec
ALTER ROLE writer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY, CREATE ON DATABASE %I TO writer', current_database()) \gexec

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO writer;

-- What belongs to an extension stays as it is, and so does what writer has already.
SELECT format('ALTER %s %I.%I OWNER TO writer', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
              n.nspname, c.relname)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public'
   AND c.relowner <> 'writer'::regrole
   AND (c.relkind IN ('r', 'p', 'v', 'm', 'f')
        OR c.relkind = 'S' -- a column's own sequence follows its table
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY c.oid
\gexec
SELECT format('ALTER ROUTINE %s OWNER TO writer', p.oid::regprocedure)
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace
   AND p.proowner <> 'writer'::regrole
   AND NOT p.prosecdef -- it would run with other rights than its author gave it
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
\gexec
SELECT format('ALTER %s %s OWNER TO writer', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
              t.oid::regtype)
  FROM pg_type t
  LEFT JOIN pg_class c ON c.oid = t.typrelid
 WHERE t.typnamespace = 'public'::regnamespace
   AND t.typowner <> 'writer'::regrole
   AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') -- enum, domain, range, composite
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
\gexec

COMMIT;
