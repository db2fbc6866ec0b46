-- The clone, in the database postgres.
CREATE DATABASE shop_validate TEMPLATE shop_sandbox OWNER writer;
REVOKE ALL ON DATABASE shop_validate FROM PUBLIC;
