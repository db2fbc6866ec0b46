#!/usr/bin/env bash
# pgtier clone by pg_dump against pg_dump and pg_restore alone, on one database: see README.md.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

rounds=3 megabytes=1000 jobs=4
usage() {
  cat <<TEXT
usage: bench/clone.sh [-r ROUNDS] [-m MEGABYTES] [-j JOBS]
  -r  how often everything runs (default $rounds)
  -m  size of the database (default $megabytes; the scratch folder takes eight times as much)
  -j  sessions at each end (default $jobs)
TEXT
}
while getopts 'r:m:j:h' option; do
  case $option in
    r) rounds=$OPTARG ;;
    m) megabytes=$OPTARG ;;
    j) jobs=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

# timed WHAT COMMAND…: a line of figures: what, seconds.
timed() {
  local what=$1 begun ended
  shift
  begun=$(date +%s%N)
  "$@" >"$work/timed.log" 2>&1 || fail "$what failed: $(tail -n 5 "$work/timed.log")"
  ended=$(date +%s%N)
  awk -v what="$what" -v ns="$((ended - begun))" 'BEGIN { printf "%s\t%.2f\n", what, ns / 1e9 }'
}
bare() { # COMPRESSION
  local status=0
  sql -d postgres -c 'DROP DATABASE IF EXISTS bare' -c 'CREATE DATABASE bare TEMPLATE template0'
  "$(find_program pg_dump)" -Fd -j "$jobs" -Z "$1" -f "$work/dump" bench || status=$?
  "$(find_program pg_restore)" -j "$jobs" --no-owner -d bare "$work/dump" || status=$?
  rm -rf "$work/dump"
  return $status
}
# clone NAME: its steps, as standard error names them, with their seconds go to $work/NAME.steps.
clone() {
  python3 - "$root/pgtier" "$work/$1" <<'PY'
import re, subprocess, sys, time
begun = time.monotonic()
run = subprocess.Popen([sys.argv[1], "clone", "--config", sys.argv[2] + ".yaml"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
part, since, seconds = "start", begun, {}
def over(name):
    global part, since
    now = time.monotonic()
    seconds[part] = seconds.get(part, 0) + now - since
    part, since = name, now
for line in run.stderr:
    print(line, end="")
    step = line.strip().removeprefix("clone: ")
    over("dump and restore" if step.startswith(("dumping", "dumped", "restored")) else
         "copy for agents" if step.startswith("making ") else
         "the rest" if step.startswith(("giving", "putting")) else
         "masking" if step.startswith(("masking", "rewriting")) else
         "statistics" if step.startswith("gathering") else part)
over("")
with open(sys.argv[2] + ".steps", "w") as steps:
    steps.write(", ".join(f"{name} {value:.1f}" for name, value in seconds.items()))
sys.exit(run.wait())
PY
}

set_up
free=$(df -Pm "$work" | awk 'NR == 2 { print $4 }')
[ "$free" -gt "$((megabytes * 8 + 500))" ] ||
  fail "$work has $free MB free, and eight times $megabytes are needed; set TMPDIR, or take less with -m"
start_postgres maintenance_work_mem=256MB
export PGPORT=${port[direct]}
PGUSER=postgres sql -d postgres -c 'ALTER ROLE bench CREATEDB' -c 'CREATE ROLE writer LOGIN' -c 'GRANT writer TO bench' \
  -c 'GRANT CONNECT ON DATABASE postgres TO bench'
say "bench: filling"
# Eight tables of rows like orders, with a key and an index each; half of what a row takes is an address.
for table in 1 2 3 4 5 6 7 8; do
  sql -d bench -c "CREATE TABLE orders_$table AS
    SELECT i AS id, i % 1000 AS user_id, md5(i::text) || '@example.com' AS email, md5((i + 1)::text) AS note, i * 1.25 AS total, now() AS at
      FROM generate_series(1, $megabytes * 6100 / 8) i" \
    -c "ALTER TABLE orders_$table ADD PRIMARY KEY (id)" -c "CREATE INDEX ON orders_$table (user_id)" &
  filling[table]=$!
done
for one in "${filling[@]}"; do wait "$one" || fail "filling failed"; done
sql -d bench -c 'SET client_min_messages = error' -c 'VACUUM ANALYZE'
size=$(psql -XAt -d bench -c "SELECT pg_size_pretty(pg_database_size('bench'))")

cat >"$work/tier.yaml" <<YAML
tier: bench
upstream: validation
mode: read-write
statements: { allow: [all] }
functions: { allow: any }
YAML
for name in plain masked; do
  cat >"$work/$name.yaml" <<YAML
upstreams:
  production: { host: 127.0.0.1, port: $PGPORT, database: bench, user: bench, password: "\${env:PGPASSWORD}" }
  validation: { host: 127.0.0.1, port: $PGPORT, database: $name, user: writer }
  source: { host: 127.0.0.1, port: $PGPORT, database: bench, user: bench, password: "\${env:PGPASSWORD}" }
  target: { host: 127.0.0.1, port: $PGPORT, database: $name, user: bench, password: "\${env:PGPASSWORD}" }
tiers: [tier.yaml]
principals: [ { name: bench, tier: bench, scram: "$verifier" } ]
migrations:
  directory: .
  ledger: ledger
  production: production
  validation: validation
  clone: { by: pg_dump, source: source, target: target, jobs: $jobs, temp: temp }
YAML
done
cat >>"$work/masked.yaml" <<YAML
  masking: { public.orders_1.email: hash, public.orders_2.email: hash }
YAML
"$root/pgtier" --version >&2

figures=$work/figures
for round in $(seq "$rounds"); do
  say "bench: round $round of $rounds"
  {
    timed 'pg_dump, pg_restore (-Z 0)' bare 0
    timed 'pg_dump, pg_restore (as they come)' bare 6
    timed 'pgtier clone' clone plain
    timed 'pgtier clone, two of eight columns hashed' clone masked
  } >>"$figures"
done
machine
echo "database of $size, $jobs jobs, PostgreSQL $(psql -XAt -d bench -c 'SHOW server_version'); seconds, median of $rounds"
report "$figures"
echo "the last clone's steps: $(cat "$work/plain.steps")"
echo "and with hashes: $(cat "$work/masked.steps")"
