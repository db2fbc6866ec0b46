-- At every start, in the database postgres: the role that makes the clone, also where an earlier demo made none.
DO 'BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ''cloner'') THEN CREATE ROLE cloner LOGIN CREATEDB; END IF; END';
GRANT writer, deployer_owner, pg_signal_backend TO cloner;
GRANT CONNECT ON DATABASE postgres TO cloner;
-- It may be copied by who does not own it.
ALTER DATABASE shop_sandbox IS_TEMPLATE true;
DO 'BEGIN IF EXISTS (SELECT FROM pg_database WHERE datname = ''shop_validate'') THEN ALTER DATABASE shop_validate OWNER TO cloner; END IF; END';
