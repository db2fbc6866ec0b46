-- What a file of SQL can have that makes splitting it hard.
-- check: SELECT 1 WHERE false

BEGIN; CREATE TABLE copied (a int PRIMARY KEY, b text); CREATE TABLE t (a int, "b;" text);

/* A comment; with /* another; */ in it. */
INSERT INTO t VALUES (1, 'it''s; here'), (2, E'\';\\'), (3, U&'\003B'), (4, $$;'$$), (5, $x$ $$ ; $$ $x$),
  (6, 'two
lines;' -- goes on;
  '; and
another');;
COMMIT;

CREATE FUNCTION atomic(n int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
  SELECT CASE WHEN n > 1 THEN 1 ELSE 2 END;
  SELECT n + 1;
END;
create or replace function quoted() returns void language plpgsql as $body$
begin
  delete from t; -- all
  if found then return; end if;
end $body$;
CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM t; END; CREATE RULE r AS ON DELETE TO t DO ALSO (SELECT 1; SELECT 2);
DO $$ BEGIN PERFORM 1; END $$;

COPY copied FROM STDIN; -- the rows follow
1	;
2	\N
3	-- check: SELECT 1
\.
select 1 as "begin", 2 as "end;" ; COPY copied (a, b) FROM STDIN WITH (DELIMITER ',');
4,x\\.;
\.
copy copied
from stdin
;
5	x
\.
CREATE INDEX CONCURRENTLY i ON t (a);
SELECT (ARRAY[1,2,3])[1:2], ('a' :: text) /* the end */
