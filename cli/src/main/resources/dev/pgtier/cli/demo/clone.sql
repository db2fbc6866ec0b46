-- The clone, in the database postgres.
CREATE DATABASE shop_validate TEMPLATE shop_sandbox;
REVOKE ALL ON DATABASE shop_validate FROM PUBLIC;
GRANT CONNECT, TEMPORARY, CREATE ON DATABASE shop_validate TO writer;
