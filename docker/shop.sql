-- The tutorial's shop, made once in a new production database.
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
INSERT INTO orders (user_id, status, total, created_at) VALUES
  (1, 'paid', NULL, now() - interval '2 days'),
  (2, 'failed', NULL, now() - interval '12 hours'),
  (3, 'paid', 120, now());
INSERT INTO order_items (order_id, price, qty) VALUES (1, 30, 2), (1, 40, 1), (2, 10, 1), (2, 15, 1);
