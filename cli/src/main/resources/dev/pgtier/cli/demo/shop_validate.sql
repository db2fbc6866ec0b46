-- In the clone everything belongs to writer, who may change it in any way.
ALTER DEFAULT PRIVILEGES FOR ROLE deployer_owner IN SCHEMA public REVOKE SELECT ON TABLES FROM readonly;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM readonly;
REVOKE ALL ON SCHEMA public FROM readonly, deployer_owner;
GRANT USAGE, CREATE ON SCHEMA public TO writer;
ALTER TABLE orders OWNER TO writer;
ALTER TABLE order_items OWNER TO writer;
