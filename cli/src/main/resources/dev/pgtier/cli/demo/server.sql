-- Once for the server, in the database postgres.
CREATE ROLE readonly LOGIN;
CREATE ROLE writer LOGIN;
CREATE ROLE deployer_owner LOGIN;
CREATE DATABASE shop_sandbox OWNER deployer_owner;
-- Nobody connects anywhere without a grant.
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
REVOKE ALL ON DATABASE shop_sandbox FROM PUBLIC;
GRANT CONNECT ON DATABASE shop_sandbox TO readonly;
