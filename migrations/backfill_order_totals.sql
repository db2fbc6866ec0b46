-- Sets orders.total, where it is NULL, to the sum of price * qty of the order's items.
--
-- An order without items, or with an item whose price or qty is NULL, keeps its NULL: a sum of
-- unknowns would be a guess. Everything else is in the view orders_total_missing, and each batch takes
-- the first 5,000 of it. No batch holds its locks longer than that takes, and one that fails leaves
-- those before it done: run the rest, or all of it again. Four are enough for a shop; where more orders
-- are missing, the first check says so, and the file needs more.
--
-- What was written stands, by key, in orders_total_backfill, by the statement that wrote it.
-- backfill_order_totals.rollback.sql needs table and view, and drops them.
--
-- check: SELECT order_id FROM orders_total_missing
-- check: SELECT b.order_id FROM orders_total_backfill b JOIN order_items i USING (order_id) GROUP BY b.order_id, b.total HAVING b.total IS DISTINCT FROM SUM(i.price * i.qty)

BEGIN;

-- Whoever holds a lock on orders for longer makes this fail rather than everybody behind it wait.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS orders_total_backfill (
  order_id int PRIMARY KEY,
  total numeric NOT NULL
);

CREATE OR REPLACE VIEW orders_total_missing AS
SELECT orders.id AS order_id, sums.total
FROM orders
JOIN (
  SELECT order_id, SUM(price * qty) AS total
  FROM order_items
  GROUP BY order_id
  HAVING COUNT(*) = COUNT(price * qty)
) AS sums ON sums.order_id = orders.id
WHERE orders.total IS NULL;

COMMIT;

-- Batch 1
BEGIN;
SET LOCAL lock_timeout = '2s';
WITH filled AS (
  UPDATE orders SET total = missing.total
  FROM (SELECT * FROM orders_total_missing ORDER BY order_id LIMIT 5000) AS missing
  WHERE missing.order_id = orders.id AND orders.total IS NULL
  RETURNING orders.id, orders.total
)
INSERT INTO orders_total_backfill (order_id, total) SELECT id, total FROM filled
ON CONFLICT (order_id) DO UPDATE SET total = EXCLUDED.total;
COMMIT;

-- Batch 2
BEGIN;
SET LOCAL lock_timeout = '2s';
WITH filled AS (
  UPDATE orders SET total = missing.total
  FROM (SELECT * FROM orders_total_missing ORDER BY order_id LIMIT 5000) AS missing
  WHERE missing.order_id = orders.id AND orders.total IS NULL
  RETURNING orders.id, orders.total
)
INSERT INTO orders_total_backfill (order_id, total) SELECT id, total FROM filled
ON CONFLICT (order_id) DO UPDATE SET total = EXCLUDED.total;
COMMIT;

-- Batch 3
BEGIN;
SET LOCAL lock_timeout = '2s';
WITH filled AS (
  UPDATE orders SET total = missing.total
  FROM (SELECT * FROM orders_total_missing ORDER BY order_id LIMIT 5000) AS missing
  WHERE missing.order_id = orders.id AND orders.total IS NULL
  RETURNING orders.id, orders.total
)
INSERT INTO orders_total_backfill (order_id, total) SELECT id, total FROM filled
ON CONFLICT (order_id) DO UPDATE SET total = EXCLUDED.total;
COMMIT;

-- Batch 4
BEGIN;
SET LOCAL lock_timeout = '2s';
WITH filled AS (
  UPDATE orders SET total = missing.total
  FROM (SELECT * FROM orders_total_missing ORDER BY order_id LIMIT 5000) AS missing
  WHERE missing.order_id = orders.id AND orders.total IS NULL
  RETURNING orders.id, orders.total
)
INSERT INTO orders_total_backfill (order_id, total) SELECT id, total FROM filled
ON CONFLICT (order_id) DO UPDATE SET total = EXCLUDED.total;
COMMIT;
