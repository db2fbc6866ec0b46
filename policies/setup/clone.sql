-- The role that makes the validation database, on the server that holds it. As a superuser, once:
--
--   psql -d postgres -f policies/setup/clone.sql
--
-- Afterwards give the roles their passwords: \password cloner, \password writer
--
-- With by: pg_dump that server should be another than production's; cloner then needs nothing else
-- there, and at production a role that can read every table. To make that one as well, run this at
-- production:
--
--   CREATE ROLE clone_reader LOGIN; GRANT pg_read_all_data TO clone_reader;
--
-- With by: template, on production's own server, cloner also copies production's database and hands
-- its tables over, as their owner's member:
--
--   GRANT deployer_owner, pg_signal_backend TO cloner;
--   ALTER DATABASE shop_sandbox IS_TEMPLATE true;
--
-- Whoever is cloner can then do there what deployer_owner can; a server of its own is safer.

\set ON_ERROR_STOP on
BEGIN;

SELECT format('CREATE ROLE %I', r)
  FROM unnest(ARRAY['writer', 'cloner']) AS r
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r)
\gexec

-- The tier validate logs in as this role; everything in a clone belongs to it.
ALTER ROLE writer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- It makes, renames and drops the clones, hands what is in them to writer, and ends writer's
-- sessions where --end-sessions says so.
ALTER ROLE cloner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE INHERIT NOREPLICATION NOBYPASSRLS;
GRANT writer TO cloner;
SELECT format('GRANT CONNECT ON DATABASE %I TO cloner', current_database())
\gexec

COMMIT;
