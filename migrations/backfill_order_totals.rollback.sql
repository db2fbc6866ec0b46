-- Undoes backfill_order_totals.sql: the totals that it set are NULL again.
--
-- A total that somebody changed since is theirs, and stays. In one transaction, not in batches:
-- whoever needs this wants all of it or none.
--
-- check: SELECT 1 FROM pg_catalog.pg_class WHERE oid IN (to_regclass('public.orders_total_backfill'), to_regclass('public.orders_total_missing'))

BEGIN;

SET LOCAL lock_timeout = '2s';

UPDATE orders
SET total = NULL
FROM orders_total_backfill AS backfill
WHERE backfill.order_id = orders.id
  AND orders.total = backfill.total;

DROP VIEW orders_total_missing;
DROP TABLE orders_total_backfill;

COMMIT;
