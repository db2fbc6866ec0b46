-- Sets orders.total, where it is NULL, to the sum of price * qty of the order's items.
--
-- Running it twice changes nothing the second time. An order without items, or with an item whose
-- price or qty is NULL, keeps its NULL: a sum of unknowns would be a guess.
--
-- What it changed stands, by key, in orders_total_backfill, which backfill_order_totals.rollback.sql
-- needs and drops. One statement, because a shop's orders fit into one; where millions of rows are
-- missing, cut the work by ranges of id into files of their own, each with its approval.
--
-- check: SELECT order_id FROM order_items JOIN orders ON orders.id = order_id WHERE orders.total IS NULL GROUP BY order_id HAVING COUNT(*) = COUNT(price * qty)
-- check: SELECT b.order_id FROM orders_total_backfill b JOIN orders o ON o.id = b.order_id WHERE o.total IS DISTINCT FROM b.total
-- check: SELECT b.order_id FROM orders_total_backfill b JOIN order_items i USING (order_id) GROUP BY b.order_id, b.total HAVING b.total IS DISTINCT FROM SUM(i.price * i.qty)

BEGIN;

-- Whoever holds a lock on orders for longer makes this fail rather than everybody behind it wait.
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS orders_total_backfill (
  order_id int PRIMARY KEY,
  total numeric NOT NULL
);

INSERT INTO orders_total_backfill (order_id, total)
SELECT orders.id, sums.total
FROM orders
JOIN (
  SELECT order_id, SUM(price * qty) AS total
  FROM order_items
  GROUP BY order_id
  HAVING COUNT(*) = COUNT(price * qty)
) AS sums ON sums.order_id = orders.id
WHERE orders.total IS NULL
FOR UPDATE OF orders
ON CONFLICT (order_id) DO UPDATE SET total = EXCLUDED.total;

UPDATE orders
SET total = backfill.total
FROM orders_total_backfill AS backfill
WHERE backfill.order_id = orders.id
  AND orders.total IS NULL;

COMMIT;
