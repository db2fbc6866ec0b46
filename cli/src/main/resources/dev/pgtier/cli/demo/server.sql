-- Once for the server, in the database postgres.
CREATE ROLE readonly LOGIN NOINHERIT;
-- A second fence behind the proxy's own.
ALTER ROLE readonly SET default_transaction_read_only = on;
CREATE ROLE writer LOGIN;
CREATE ROLE deployer_owner LOGIN;
CREATE DATABASE shop_sandbox;
-- Nobody connects anywhere without a grant.
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
REVOKE ALL ON DATABASE shop_sandbox FROM PUBLIC;
GRANT CONNECT ON DATABASE shop_sandbox TO readonly;
GRANT CONNECT, TEMPORARY, CREATE ON DATABASE shop_sandbox TO deployer_owner;
