#!/usr/bin/env bash
# One session, much data: a million rows by SELECT, a table by COPY out and in, through each in turn: see README.md.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

rounds=3 rows=1000000 megabytes=1000
usage() {
  cat <<TEXT
usage: bench/bulk.sh [-r ROUNDS] [-n ROWS] [-m MEGABYTES]
  -r  how often everything runs (default $rounds)
  -n  rows of the SELECT (default $rows)
  -m  size of the table that is copied (default $megabytes; the scratch folder takes three times as much)
TEXT
}
while getopts 'r:n:m:h' option; do
  case $option in
    r) rounds=$OPTARG ;;
    n) rows=$OPTARG ;;
    m) megabytes=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

# timed WHAT TARGET COMMAND…: a line of figures: what, target, seconds, CPU milliseconds of the target.
timed() {
  local what=$1 target=$2 before begun ended after
  shift 2
  before=$(cpu_millis "${pids[$target]}")
  begun=$(date +%s%N)
  "$@" >/dev/null 2>"$work/timed.log" || fail "$what through $target failed: $(cat "$work/timed.log")"
  ended=$(date +%s%N)
  after=$(cpu_millis "${pids[$target]}")
  awk -v what="$what" -v target="$target" -v ns="$((ended - begun))" -v cpu="$((after - before))" \
    'BEGIN { printf "%s\t%s\t%.4f\t%d\n", what, target, ns / 1e9, cpu }'
}
# pgbench throws the rows away as it gets them; psql would spend longer on printing them than anybody on the way.
select_rows() { pgbench -n -t 1 -p "${port[$1]}" -f "$work/select.sql" bench; }
copy_out() { psql -X -q -p "${port[$1]}" -c 'COPY big TO STDOUT'; }
copy_in() { psql -X -q -p "${port[$1]}" -c 'COPY big_in FROM STDIN' <"$work/big.txt"; }
empty() { psql -X -q -p "${port[direct]}" -c 'TRUNCATE big_in'; }

set_up
free=$(df -Pm "$work" | awk 'NR == 2 { print $4 }')
[ "$free" -gt "$((megabytes * 3 + 500))" ] ||
  fail "$work has $free MB free, and three times $megabytes are needed; set TMPDIR, or take less with -m"
start_postgres wal_level=minimal max_wal_senders=0
start_all
say "bench: filling"
# A line of COPY is 1,000 bytes: the number, a tab, the text, a line feed.
psql -X -q -p "${port[direct]}" -v ON_ERROR_STOP=1 >"$work/init.log" 2>&1 <<SQL || fail "filling failed"
CREATE UNLOGGED TABLE big AS SELECT lpad(i::text, 9, '0') AS id, repeat(md5(i::text), 30) || repeat('x', 29) AS text
  FROM generate_series(1, $megabytes * 1000) i;
CREATE UNLOGGED TABLE big_in (LIKE big);
CREATE UNLOGGED TABLE rows AS SELECT i AS id, i % 1000 AS user_id, 'paid' AS status, i * 1.25 AS total, now() AS at
  FROM generate_series(1, $rows) i;
VACUUM ANALYZE;
SQL
echo 'SELECT * FROM rows' >"$work/select.sql"
copy_out direct >"$work/big.txt"
for target in "${targets[@]}"; do
  # A JVM compiles what it runs often: the first rounds are of another program.
  for _ in 1 2 3 4 5 6 7 8 9 10; do select_rows "$target" >/dev/null 2>&1; done
  copy_out "$target" >/dev/null
done

machine
printf '%s rounds; %s rows by SELECT; %s bytes by COPY\n' "$rounds" "$rows" "$(stat -c %s "$work/big.txt")"
for ((round = 1; round <= rounds; round++)); do
  say "bench: round $round of $rounds"
  for what in select_rows copy_out copy_in; do
    for ((i = 0; i < ${#targets[@]}; i++)); do
      target=${targets[(i + round) % ${#targets[@]}]}
      empty
      timed "${what//_/ }" "$target" "$what" "$target"
    done
  done
done >"$work/figures.tsv"
python3 "$root/bench/summary.py" bulk <"$work/figures.tsv"
