-- What a role could do beyond its tier. Each case begins with a line
--   ---- NAME | TIER | error or warning | what check says
-- and has the SQL that provokes it. Beginning with the version in brackets, a case is for that
-- PostgreSQL and later ones. The SQL that check prints must make the whole report fine again.

---- superuser | inspect | error | readonly is a superuser
ALTER ROLE readonly SUPERUSER;
---- createrole | inspect | error | (CREATEROLE)
ALTER ROLE readonly CREATEROLE;
---- createdb | inspect | warning | makes and drops databases
ALTER ROLE readonly CREATEDB;
---- replication | inspect | error | (REPLICATION)
ALTER ROLE readonly REPLICATION;
---- bypassrls | inspect | warning | (BYPASSRLS), which 0 table(s) have
ALTER ROLE readonly BYPASSRLS;
---- bypassrls of something | inspect | error | (BYPASSRLS), which 1 table(s) have
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON orders USING (true);
ALTER ROLE readonly BYPASSRLS;

---- files read | inspect | error | pg_read_server_files reads the server's files
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
GRANT pg_read_server_files TO readonly;
---- files written | inspect | error | pg_write_server_files writes the server's files
GRANT pg_write_server_files TO readonly;
---- programs | inspect | error | pg_execute_server_program runs programs
GRANT pg_execute_server_program TO readonly;
---- writes all | inspect | warning | pg_write_all_data writes to every table
GRANT pg_write_all_data TO readonly;
---- reads all | inspect | error | pg_read_all_data reads every table
GRANT pg_read_all_data TO readonly;
---- signals | inspect | error | pg_signal_backend ends and cancels
GRANT pg_signal_backend TO readonly;
---- checkpoints | inspect | warning | pg_checkpoint makes checkpoints
GRANT pg_checkpoint TO readonly;
---- monitor | inspect | warning | pg_monitor reads all settings
GRANT pg_monitor TO readonly;
---- subscriptions [16] | inspect | warning | pg_create_subscription makes subscriptions
GRANT pg_create_subscription TO readonly;
---- maintenance [17] | inspect | warning | pg_maintain vacuums
GRANT pg_maintain TO readonly;
---- autovacuum [18] | inspect | warning | pg_signal_autovacuum_worker ends
GRANT pg_signal_autovacuum_worker TO readonly;

---- a role that writes | inspect | warning | app_rw may write to 1 table(s) (public.orders: INSERT, UPDATE)
CREATE ROLE app_rw; GRANT INSERT, UPDATE ON orders TO app_rw; GRANT app_rw TO readonly;
---- a role behind a role | inspect | error | app_admin is a superuser
CREATE ROLE app_admin SUPERUSER; CREATE ROLE app_middle; GRANT app_admin TO app_middle;
GRANT app_middle TO readonly WITH ADMIN OPTION;
---- a role that owns | inspect | warning | app_owner owns 1 table(s)
CREATE ROLE app_owner; CREATE TABLE theirs (a int); ALTER TABLE theirs OWNER TO app_owner;
GRANT app_owner TO readonly;
---- a role that it can only pass on [16] | inspect | error | which it may give itself (ADMIN OPTION)
GRANT pg_execute_server_program TO readonly WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
---- given by somebody else [16] | inspect | warning | pg_checkpoint makes checkpoints
CREATE ROLE giver CREATEROLE; GRANT pg_checkpoint TO giver WITH ADMIN OPTION;
SET ROLE giver; GRANT pg_checkpoint TO readonly; RESET ROLE;

---- table | inspect | warning | readonly may write to 1 table(s)
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON orders TO readonly;
---- table to maintain [17] | inspect | warning | public.orders: MAINTAIN
GRANT MAINTAIN ON orders TO readonly;
---- odd table | inspect | warning | public."Odd ""Name": DELETE
GRANT DELETE ON "Odd ""Name" TO readonly;
---- view | inspect | warning | public.paid: UPDATE
GRANT UPDATE ON paid TO readonly;
---- columns | inspect | warning | public.orders: INSERT (status), UPDATE (status), UPDATE (total)
GRANT UPDATE (status, total), INSERT (status) ON orders TO readonly;
---- odd column | inspect | warning | public."Odd ""Name": UPDATE ("A")
GRANT UPDATE ("A") ON "Odd ""Name" TO readonly;
---- table to everybody | inspect | warning | everybody, and so readonly, may write to 1 table(s)
GRANT INSERT ON orders TO PUBLIC;
---- table to pass on | inspect | warning | public.orders: DELETE with grant option
CREATE ROLE third; GRANT DELETE ON orders TO readonly WITH GRANT OPTION;
SET ROLE readonly; GRANT DELETE ON orders TO third; RESET ROLE;
---- table from another grantor | inspect | warning | public.orders: TRUNCATE
CREATE ROLE steward; GRANT TRUNCATE ON orders TO steward WITH GRANT OPTION;
SET ROLE steward; GRANT TRUNCATE ON orders TO readonly; RESET ROLE;
---- many tables | inspect | warning | REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA "Big Shop" FROM readonly;
CREATE SCHEMA "Big Shop"; SELECT format('CREATE TABLE "Big Shop".%I (a int)', 't' || i) FROM generate_series(1, 30) i \gexec
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA "Big Shop" TO readonly;
---- sequence | inspect | warning | readonly may move 1 sequence(s)
GRANT USAGE, UPDATE ON SEQUENCE tickets TO readonly;
---- large object | inspect | warning | readonly may write to 1 large object(s)
SELECT lo_create(4711); GRANT SELECT, UPDATE ON LARGE OBJECT 4711 TO readonly;
---- large object of everybody | inspect | warning | everybody, and so readonly, may write to 1 large object(s)
GRANT UPDATE ON LARGE OBJECT 4711 TO PUBLIC;
---- large objects unchecked | inspect | warning | lo_compat_privileges is on
ALTER SYSTEM SET lo_compat_privileges = on; SELECT pg_reload_conf();

---- owner | inspect | warning | readonly owns 1 sequence(s), 1 table(s)
CREATE TABLE own (id serial, a int); ALTER TABLE own OWNER TO readonly;
---- owner of a schema | inspect | warning | readonly owns 1 function(s), 1 schema(s), 1 type(s)
CREATE SCHEMA own; CREATE FUNCTION own.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE own.t AS (a int);
ALTER SCHEMA own OWNER TO readonly; ALTER FUNCTION own.f() OWNER TO readonly; ALTER TYPE own.t OWNER TO readonly;
---- owner of code | inspect | warning | readonly owns 1 function(s), 1 view(s)
CREATE FUNCTION lent() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION lent() OWNER TO readonly;
CREATE VIEW seen AS SELECT 1 AS one; ALTER VIEW seen OWNER TO readonly;
---- owner of what superusers own | inspect | warning | readonly owns 1 foreign-data wrapper(s), 1 language(s)
ALTER ROLE readonly SUPERUSER; CREATE FOREIGN DATA WRAPPER plain; ALTER FOREIGN DATA WRAPPER plain OWNER TO readonly;
CREATE LANGUAGE tame HANDLER plpgsql_call_handler; ALTER LANGUAGE tame OWNER TO readonly; ALTER ROLE readonly NOSUPERUSER;
---- owner of the database | inspect | warning | readonly owns 1 database(s)
ALTER DATABASE shop_sandbox OWNER TO readonly;
---- owner of a large object | inspect | warning | readonly owns 1 large object(s)
SELECT lo_create(4712); ALTER LARGE OBJECT 4712 OWNER TO readonly;

---- schema | inspect | warning | schema public: CREATE
GRANT CREATE ON SCHEMA public TO readonly;
---- schema of everybody | inspect | warning | everybody, and so readonly, may make objects in 1 place(s)
GRANT CREATE ON SCHEMA public TO PUBLIC;
---- database | inspect | warning | database shop_sandbox: CREATE, TEMPORARY
GRANT CREATE, TEMPORARY ON DATABASE shop_sandbox TO readonly;
---- temporary tables of everybody | inspect | warning | database shop_sandbox: TEMPORARY
GRANT TEMPORARY ON DATABASE shop_sandbox TO PUBLIC;
---- tablespace | inspect | warning | tablespace pg_default: CREATE
GRANT CREATE ON TABLESPACE pg_default TO readonly;

---- withheld table | inspect | error | readonly may read 1 relation(s) that the tier denies
GRANT SELECT ON pg_authid TO readonly;
---- withheld column of a table | inspect | error | pg_catalog.pg_user_mapping: SELECT
GRANT SELECT ON pg_user_mapping TO readonly;
---- withheld column | inspect | error | pg_catalog.pg_subscription: SELECT (subconninfo)
GRANT SELECT (subconninfo) ON pg_subscription TO readonly;
---- withheld of the clone | validate | error | writer may read 1 relation(s) that the tier denies
GRANT SELECT ON pg_authid TO writer;

---- function of a superuser | inspect | warning | may run 1 function(s) with a superuser's rights
CREATE FUNCTION root(a int, VARIADIC b text[]) RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1';
---- function of its owner | inspect | warning | may run 1 function(s) with their owner's rights
CREATE ROLE author; CREATE PROCEDURE lend() SECURITY DEFINER LANGUAGE sql AS 'SELECT 1';
ALTER PROCEDURE lend() OWNER TO author; REVOKE EXECUTE ON PROCEDURE lend() FROM PUBLIC; GRANT EXECUTE ON PROCEDURE lend() TO readonly;
---- function of a trigger | validate | warning | public.stamp(): EXECUTE
CREATE FUNCTION stamp() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
---- language | inspect | warning | whose language reaches the machine
CREATE LANGUAGE wild HANDLER plpgsql_call_handler; CREATE FUNCTION wild() RETURNS void LANGUAGE wild AS 'BEGIN END';
---- language in the clone | validate | warning | whose language reaches the machine
CREATE LANGUAGE wild HANDLER plpgsql_call_handler; CREATE FUNCTION wild() RETURNS void LANGUAGE wild AS 'BEGIN END';
---- denied function | inspect | error | pg_read_file(text): EXECUTE
GRANT EXECUTE ON FUNCTION pg_read_file(text) TO readonly;
---- denied function in the clone | validate | error | pg_read_file(text): EXECUTE
GRANT EXECUTE ON FUNCTION pg_read_file(text) TO writer;
---- guarded function | inspect | warning | may call 1 function(s) that a server gives nobody
GRANT EXECUTE ON FUNCTION pg_get_shmem_allocations() TO readonly;
---- dblink | inspect | warning | may connect to other servers by
CREATE EXTENSION dblink;

---- foreign server | inspect | warning | foreign server elsewhere: USAGE
CREATE EXTENSION postgres_fdw; CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
GRANT USAGE ON FOREIGN SERVER elsewhere TO readonly; GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO readonly;
---- log-in elsewhere | inspect | warning | readonly logs in at 1 foreign server(s)
CREATE USER MAPPING FOR readonly SERVER elsewhere OPTIONS (user 'x', password 'y');
---- log-in of everybody | inspect | warning | server elsewhere: PUBLIC
CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (user 'x');

---- parameter | inspect | error | readonly may change 1 parameter(s) of the whole server
GRANT ALTER SYSTEM ON PARAMETER work_mem TO readonly;
---- parameter of a session | inspect | warning | readonly was given the right to change 1 parameter(s) parameter log_statement: SET
GRANT SET ON PARAMETER log_statement TO readonly;
---- parameter of the clone | validate | error | writer may change 1 parameter(s) of the whole server
GRANT ALTER SYSTEM ON PARAMETER work_mem TO writer;
---- default privileges | inspect | warning | TABLES of deployer_owner in schema public: INSERT
ALTER DEFAULT PRIVILEGES FOR ROLE deployer_owner IN SCHEMA public GRANT INSERT ON TABLES TO readonly;
---- default privileges of everybody | inspect | warning | SEQUENCES of postgres: USAGE
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO PUBLIC;

---- setting of the role | inspect | warning | ROLE readonly: default_transaction_read_only = off, the tier says on
ALTER ROLE readonly SET default_transaction_read_only = off;
---- setting of the role here | inspect | warning | ROLE readonly IN DATABASE shop_sandbox: lock_timeout = 0, the tier says 2s
ALTER ROLE readonly IN DATABASE shop_sandbox SET lock_timeout = 0;
---- setting of the database | inspect | warning | DATABASE shop_sandbox: statement_timeout = 1h, the tier says 15000ms
ALTER DATABASE shop_sandbox SET statement_timeout = '1h';
---- library | inspect | warning | ROLE readonly: session_preload_libraries
ALTER ROLE readonly SET session_preload_libraries = 'auto_explain';
---- another role from the start | inspect | warning | ROLE readonly: role = disguise, in the proxy's sessions too
CREATE ROLE disguise; GRANT disguise TO readonly; ALTER ROLE readonly SET role = disguise;

---- superuser of the clone | validate | error | writer is a superuser
ALTER ROLE writer SUPERUSER;
---- roles by the clone | validate | error | (CREATEROLE)
ALTER ROLE writer CREATEROLE;
---- programs by the clone | validate | error | pg_execute_server_program runs programs
GRANT pg_execute_server_program TO writer;
---- log-in from the clone | validate | warning | writer logs in at 1 foreign server(s)
CREATE EXTENSION postgres_fdw; CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
CREATE USER MAPPING FOR writer SERVER elsewhere;
---- superuser of migrations | deploy | warning | deployer_owner is a superuser
ALTER ROLE deployer_owner SUPERUSER;
---- programs by migrations | deploy | warning | pg_execute_server_program runs programs
GRANT pg_execute_server_program TO deployer_owner;
