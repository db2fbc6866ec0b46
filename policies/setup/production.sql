-- Roles and grants for the production database. As a superuser, once:
--
--   psql -d shop_sandbox -f policies/setup/production.sql
--
-- Afterwards give each role its password, without leaving it in a history or a log:
--
--   \password readonly
--   \password deployer_owner
--
-- Only the proxy gets to know them.

\set ON_ERROR_STOP on
BEGIN;

-- The tier inspect logs in as this role. It can SELECT; a mistake elsewhere cannot give it more.
CREATE ROLE readonly LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS;
-- A second fence behind the proxy's own.
ALTER ROLE readonly SET default_transaction_read_only = on;

-- The tier deploy logs in as this role. It owns the tables, because ALTER TABLE needs the owner.
CREATE ROLE deployer_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- PUBLIC may connect and make temporary tables unless it is told otherwise.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO readonly', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY, CREATE ON DATABASE %I TO deployer_owner', current_database()) \gexec

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO readonly;
GRANT USAGE, CREATE ON SCHEMA public TO deployer_owner;

-- The tables change hands; what depends on them (indexes, their own sequences) follows.
SELECT format('ALTER TABLE %I.%I OWNER TO deployer_owner', n.nspname, c.relname)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public'
   AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
 ORDER BY c.oid
\gexec

GRANT SELECT ON ALL TABLES IN SCHEMA public TO readonly;
-- Tables that a later migration makes can be read as well.
ALTER DEFAULT PRIVILEGES FOR ROLE deployer_owner IN SCHEMA public GRANT SELECT ON TABLES TO readonly;

COMMIT;
