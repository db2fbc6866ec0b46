-- A statement a line: every place where PostgreSQL's grammar takes a constant, as far as it makes a difference to the tree.
select 1, -1, +1, - 1, -1.5, 'a', E'a\n', U&'\0061', $$a$$, b'01', x'1f', 1.5, 2147483648, -2147483648, n'a', null, true
select date '2020-01-01', timestamp(3) '2020-01-01', time(2) with time zone '12:00', interval '1' year, interval '1' day to second(3), interval(4) '1 day', pg_catalog.date '2020-01-01'
select cast(a as varchar(10)), b::numeric(10, 2), c::char(3), d::bit(4), e::bit varying(5), f::timestamp(3) with time zone, g::interval second(2), h::float, i::mytype(1, 'x')
select cast(a as float(24)), b::float(53), c::int[3], d::int array[4], e::text[][2]
select current_time(3), localtimestamp(2), current_timestamp(1), localtime(0)
select extract('year' from a), extract(year from b), position('a' in 'b'), position('a' in ('b')), overlay('a' placing 'b' from 1 for 2), substring('a' from 1 for 2), substring('a' similar 'b' escape '#'), trim(both 'x' from 'y')
select a like 'b%' escape '!', a similar to 'x' escape 'y', a between 1 and 2, a not between symmetric 1 and 2, a in (1, 2), a not in ('x', 'y'), a in (b'1', b'0'), a in (1.5, 2.5), a in (null, 1)
select a at time zone 'UTC', a collate "C", a is distinct from 1, a || 'x', a -> 'k' ->> 0, a[1], a[1:2], array[1, 2], array[[1, 2], [3, 4]], row(1, 'a'), (1, 2) = (3, 4)
select case a when 1 then 'x' when 2 then 'y' else 'z' end, coalesce(a, 0), nullif(a, ''), greatest(1, 2), f(1, 'x', a => 2, b := 3), f(variadic array[1, 2]), count(*) filter (where a > 1), percentile_cont(0.5) within group (order by a)
select a from t order by 1, 2 desc nulls first limit 10 offset 5
select a from t fetch first 5 rows only
select a from t order by 1 fetch first 5 rows with ties
select a, b from t group by 1, rollup (1, 2), grouping sets ((1), ())
select sum(a) over (partition by 1 order by 2 rows between 3 preceding and 4 following exclude ties) from t
select * from t tablesample system (10) repeatable (20)
select * from f(1, 'x') with ordinality as g (a, b), rows from (f(1), g('x')) as (c int, d varchar(5)), lateral (select 1) l
select * from generate_series(1, 10) as g (a) join (values (1, 'x'), (2, 'y')) v (a, b) on v.a = 1
with recursive c (a) as (select 1 union all select a + 1 from c where a < 10) search depth first by a set o cycle a set m to 'y' default 'n' using p select * from c where a in (1, 2)
with a as materialized (insert into t values (1) returning 'x') select 1 from a
insert into t (a, b[1]) values (1, 'x'), (default, 'y') on conflict (a) where b > 1 do update set a = 2, (b, c) = (3, 'z') where t.a > 4 returning 5
insert into t overriding user value select 1 where 1 in (1, 2)
update t set a = 1, b[2] = 'x', (c, d) = row(1, 2) from u where t.a in (1, 2) returning old.a, new.a + 1
update t set a = 1 where current of c
delete from t using u where a in ('x', 'y') and b = 1
merge into t using u on t.a = 1 when matched and b = 'x' then update set a = 2 when not matched by source then delete when not matched then insert (a) values (3) returning merge_action(), 1
values (1, 'x'), (2, 'y') order by 1 limit 1
table t limit 3
select xmlelement(name a, xmlattributes('x' as b), 'c'), xmlparse(document '<a/>'), xmlpi(name a, 'b'), xmlroot('<a/>', version '1.0', standalone yes), xmlserialize(content 'a' as varchar(10)), xmlexists('//a' passing 'b'), xmlforest('a' as b)
select * from xmltable(xmlnamespaces('http://x' as y), '/a' passing '<a/>' columns b int path 'c' default 1, o for ordinality)
select json_object('a': 1, 'b' value 'x' absent on null with unique keys returning jsonb), json_array(1, 'x' null on null), json_value('{}', '$.a' passing 1 as x returning int default 1 on empty default 2 on error), json_query('{}', '$' with wrapper keep quotes), json_exists('{}', 'strict $.a'), json_scalar(1), json('{}'), json_serialize('{}'), '{}' is json object with unique keys, json_objectagg('a': 1), json_arrayagg(1 order by 2)
select * from json_table('[]', '$[*]' as p passing 1 as x columns (a int path '$.a' default 1 on empty, b for ordinality, c boolean exists path '$.c', nested path '$.n' as n columns (d text path '$.d')) error on error)
select 1 into t from u
explain (analyze false, verbose 1, format 'json', buffers 'on') select 1
explain analyze select 1 from t where a in (1, 2)
prepare p (int, varchar(3)) as select $1, 2
execute p (1, 'x', a + 1)
deallocate p
declare c binary scroll cursor with hold for select 1 where 1 in (1, 2)
fetch 5 from c
fetch -5 c
fetch absolute 3 in c
fetch relative -2 from c
fetch backward 7 from c
move forward 8 in c
copy t (a, b) from '/tmp/x' with (format 'csv', delimiter ',', header true, quote '"', null '', encoding 'utf8', force_null (a), on_error ignore, reject_limit 10, log_verbosity 'verbose') where a in (1, 2)
copy t from stdin delimiter '|' null 'x' csv header quote '"' escape '\' force not null a
copy binary t from stdin with delimiter '|'
copy (select 1) to program 'cat'
copy t to stdout delimiters 'x'
set a.b to 'x', 1, on, -1.5
set search_path = 'x', y
set time zone 'UTC'
set time zone -5
set time zone interval '-8' hour to minute
set time zone interval(3) '8'
set local statement_timeout = 1000
set session characteristics as transaction isolation level serializable
set transaction snapshot '00-1'
set role 'x'
set session authorization 'x'
set schema 'x'
set names 'utf8'
set xml option document
set constraints all deferred
alter system set a = 'x'
alter system reset all
show a
reset a
begin isolation level read committed, read only
commit prepared 'x'
prepare transaction 'x'
rollback to savepoint a
savepoint a
listen a
notify a, 'payload'
load 'x'
do 'begin end'
do language 'plpgsql' $$begin end$$
call p(1, 'x', a => 2)
lock table t in access exclusive mode nowait
vacuum (parallel 4, full false, buffer_usage_limit '1MB') t (a)
analyze (verbose 1) t
cluster (verbose 0) t using i
reindex (concurrently 1, tablespace 'x') table t
checkpoint
discard all
comment on table t is 'x'
comment on column t.a is null
security label for 'p' on table t is 'x'
grant select (a), insert on t to u with grant option
grant a to b with inherit true, set false granted by c
revoke all on all tables in schema s from public cascade
create table t (a int default 1 check (a in (1, 2)), b varchar(10) collate "C" not null, c int generated always as (a + 1) stored, d int generated by default as identity (start with 1 increment by -2 minvalue 3 maxvalue 4 cache 5 cycle), e text storage external compression pglz, f numeric(5, 2) primary key with (fillfactor = 70) using index tablespace s, g int references u (a) on delete set null (a) deferrable initially deferred) partition by range (a, lower('x'), (b + 1)) with (fillfactor = 70, a.b = 'x', autovacuum_enabled = false, c = -1) tablespace s
create table p partition of t for values in (1, 2, null)
create table p partition of t for values in ('x', 'y')
create table p partition of t for values from (1, minvalue) to ('x', maxvalue)
create table p partition of t for values with (modulus 4, remainder 1)
alter table t attach partition p for values in (1, 2)
create table t as select 1 where 1 in (1, 2)
create table t (like u including all, exclude using gist (a with =) where (b > 1), constraint c check (d > 1) no inherit not valid)
create temp table t (a int) on commit drop
create view v as select 1 where 1 in (1, 2) with local check option
create materialized view v with (fillfactor = 1) as select 'x' with no data
create index concurrently if not exists i on t using btree (a, lower('x') collate "C" text_pattern_ops (a = 1) desc nulls last, (b + 1)) include (c) nulls not distinct with (fillfactor = 70) where a in (1, 2)
create function f(a int default 1, out b varchar(3), variadic c int[] = array[1]) returns setof numeric(3) language 'sql' immutable cost 10 rows 20 set a = 'x' as 'select 1'
create function f() returns int language c as 'obj', 'sym'
create function f(a int) returns table (b int) begin atomic select 1; insert into t values ('x'); select 2 where 1 in (1, 2); end
create function f() returns int return 1
create procedure p(in a int = 1) language sql as $$select 1$$
create trigger g before insert or update of a on t for each row when (new.a > 1) execute function f(1, 1.5, 'x', y)
create event trigger e on ddl_command_start when tag in ('a', 'b') execute function f()
create rule r as on insert to t where new.a in (1, 2) do instead (select 1; notify x, 'y')
create policy p on t as permissive for select to u using (a in (1, 2)) with check (b = 'x')
create sequence s as bigint increment by 2 start with -3 owned by none restart with 4
alter sequence s restart 5 maxvalue 6
create domain d as int default 1 constraint c check (value in (1, 2)) not null
create type t as enum ('a', 'b')
alter type t add value 'c' before 'a'
alter type t rename value 'a' to 'b'
create type t as range (subtype = int, subtype_diff = f)
create type t (input = f, internallength = 16, alignment = 'int4', passedbyvalue, default = 'x')
create operator + (leftarg = int, procedure = f, commutator = -)
create operator class c default for type int using btree as operator 1 <, function 1 (int, int) f(int, int), storage int
create operator family f using btree
alter operator family f using btree add operator 1 < (int, int) for search, function 2 f(int)
create aggregate a (int) (sfunc = f, stype = int, initcond = '0', sspace = 8)
create cast (int as text) with inout as implicit
create collation c (locale = 'x', provider = 'icu', deterministic = false)
create conversion c for 'LATIN1' to 'UTF8' from f
create database d with owner u encoding 'utf8' connection limit 5 template = t locale_provider 'icu' oid 20000 is_template true
alter database d connection limit 10
alter database d set a to 'x'
create extension e with schema s version '1.0' cascade
alter extension e update to '2.0'
create foreign data wrapper w options (a 'x', b 'y')
create server s type 'x' version '1' foreign data wrapper w options (host 'h')
alter server s version '2' options (set a 'x', drop b, add c 'y')
create foreign table t (a int options (b 'c')) server s options (d 'e')
create user mapping for u server s options (user 'x', password 'y')
import foreign schema s limit to (a, b) from server v into w options (c 'd')
create language l handler f
create publication p for table t (a) where (b in (1, 2)), tables in schema s with (publish = 'insert')
create subscription s connection 'host=x' publication a, b with (slot_name = 'y', enabled = false)
alter subscription s connection 'x'
alter subscription s skip (lsn = '0/1')
create role r with password 'x' valid until '2020-01-01' connection limit 3 superuser in role a role b sysid 5
alter role r password null
alter role r in database d set a = 'x'
create tablespace t owner u location '/x' with (seq_page_cost = 1)
create schema s authorization u create table t (a int default 1) create view v as select 1
create statistics s (ndistinct) on a, (b + 1) from t
alter statistics s set statistics 100
create text search configuration c (parser = p)
alter text search configuration c add mapping for a, b with d
create text search dictionary d (template = t, stopwords = 'x', c = 1)
create transform for int language sql (from sql with function f(internal), to sql with function g(internal))
create access method a type index handler h
alter table t add column a int default 1, alter b set default 'x', alter column c set statistics 100, alter d set (n_distinct = -0.5), alter e type varchar(20) using f + 1, set (fillfactor = 70), add constraint k check (g in (1, 2)), alter h add generated always as identity (start 5), alter i set increment 3 restart with 9, alter j set storage plain, replica identity using index x, alter k set expression as (l * 2), options (add m 'n')
alter index i alter column 1 set statistics 100
alter index i set (fillfactor = 70)
alter table all in tablespace a set tablespace b
alter function f(int) set a = 'x' cost 10
alter default privileges in schema s grant select on tables to u
alter default privileges for role a in schema b revoke all on functions from c
drop table if exists t, u cascade
drop function f(int, varchar(3))
truncate t, u restart identity cascade
alter domain d set default 1
alter view v alter a set default 'x'
alter operator + (int, int) set (restrict = none)
alter large object 12345 owner to u
comment on large object 12345 is 'x'
grant select on large object 1, 2 to u
select a operator(pg_catalog.+) 1, b !~ 'x', @ -1, 2 ^ 3, 4 % 5, not 6 > 7
select (select 1 where 1 in (1, 2)), exists (select 'x'), a = any (select 1), b > all (array[1, 2]), array(select 1)
select 1 union select 2 intersect select 3 except all select 4 order by 1
select distinct on (1, a) a from t where a in (select 1) for update of t skip locked
select a::interval(3), b::interval year to month, c::interval day to second(4), treat(d as int), e::national character varying(5), f::double precision, g::dec(3, 1)
select 1 where 1 = 1; select 'x'; delete from t where a in (1, 2); begin; commit
