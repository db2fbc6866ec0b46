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

-- The tier validate logs in as this role. It owns the clone's tables, so that a migration can be
-- tried as it will run; it has no right on production.
SELECT 'CREATE ROLE writer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'writer')
\gexec

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY, CREATE ON DATABASE %I TO writer', current_database()) \gexec

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO writer;

SELECT format('ALTER TABLE %I.%I OWNER TO writer', n.nspname, c.relname)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public'
   AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
 ORDER BY c.oid
\gexec

COMMIT;
