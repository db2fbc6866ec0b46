-- Sets orders.total, where it is NULL, to the sum of price * qty of the order's items.
--
-- Running it twice changes nothing the second time. An order without items, or with an item whose
-- price or qty is NULL, keeps its NULL: a sum of unknowns would be a guess.
--
-- check: SELECT order_id FROM order_items JOIN orders ON orders.id = order_id WHERE orders.total IS NULL GROUP BY order_id HAVING COUNT(*) = COUNT(price * qty)

BEGIN;

UPDATE orders
SET total = sums.total
FROM (
  SELECT order_id, SUM(price * qty) AS total
  FROM order_items
  GROUP BY order_id
  HAVING COUNT(*) = COUNT(price * qty)
) AS sums
WHERE sums.order_id = orders.id
  AND orders.total IS NULL;

COMMIT;
