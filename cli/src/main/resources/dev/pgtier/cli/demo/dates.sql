-- The three orders as old as the tutorial has them, counted from now; the failed one is half a day
-- old, not a whole one, so that "the last 24 hours" finds it for as long again.
UPDATE orders
SET created_at = CASE id
  WHEN 1 THEN now() - interval '2 days'
  WHEN 2 THEN now() - interval '12 hours'
  ELSE now()
END
WHERE (id, user_id) IN ((1, 1), (2, 2), (3, 3));
