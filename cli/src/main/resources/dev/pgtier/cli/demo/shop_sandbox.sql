-- The shop, in the database shop_sandbox.
GRANT USAGE, CREATE ON SCHEMA public TO deployer_owner;
SET ROLE deployer_owner;
CREATE TABLE orders (
  id serial PRIMARY KEY,
  user_id int,
  status text,
  total numeric,
  created_at timestamp DEFAULT now()
);
CREATE TABLE order_items (
  id serial PRIMARY KEY,
  order_id int REFERENCES orders (id),
  price numeric,
  qty int
);
INSERT INTO orders (user_id, status, total) VALUES
  (1, 'paid', NULL),
  (2, 'failed', NULL),
  (3, 'paid', 120);
INSERT INTO order_items (order_id, price, qty) VALUES
  (1, 30, 2),
  (1, 40, 1),
  (2, 10, 1),
  (2, 15, 1);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO readonly;
-- What a migration creates later can be read as well.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO readonly;
RESET ROLE;
GRANT USAGE ON SCHEMA public TO readonly;
