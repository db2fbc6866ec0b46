#!/usr/bin/env bash
# pgtier migration validate of a script against the script by psql alone, on copies of one database: see README.md.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

rounds=3 megabytes=500
usage() {
  cat <<TEXT
usage: bench/validate.sh [-r ROUNDS] [-m MEGABYTES]
  -r  how often everything runs (default $rounds)
  -m  size of the database (default $megabytes; the scratch folder takes ten times as much)
TEXT
}
while getopts 'r:m:h' option; do
  case $option in
    r) rounds=$OPTARG ;;
    m) megabytes=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

set_up
free=$(df -Pm "$work" | awk 'NR == 2 { print $4 }')
[ "$free" -gt "$((megabytes * 10 + 500))" ] ||
  fail "$work has $free MB free, and ten times $megabytes are needed; set TMPDIR, or take less with -m"
start_postgres maintenance_work_mem=256MB
export PGPORT=${port[direct]}
PGUSER=postgres sql -d postgres -c 'ALTER ROLE bench CREATEDB' -c "CREATE ROLE writer LOGIN PASSWORD 'bench'" \
  -c 'GRANT writer, pg_signal_backend TO bench' -c 'GRANT CONNECT ON DATABASE postgres TO bench'
echo 'host all writer 127.0.0.1/32 scram-sha-256' >>"$work/data/pg_hba.conf"
PGUSER=postgres sql -d postgres -c 'SELECT pg_reload_conf()' >/dev/null
say "bench: filling"
rows=$((megabytes * 4000))
sql -d bench -c "CREATE TABLE orders AS
    SELECT i AS id, i % 1000 AS user_id, md5(i::text) AS note, NULL::numeric AS total FROM generate_series(1, $rows / 2) i" \
  -c "CREATE TABLE order_items AS
    SELECT i AS id, i / 2 + 1 AS order_id, (i % 97) * 1.25 AS price, i % 5 AS qty FROM generate_series(1, $rows) i" \
  -c 'ALTER TABLE orders ADD PRIMARY KEY (id)' -c 'ALTER TABLE order_items ADD PRIMARY KEY (id)' \
  -c 'CREATE INDEX ON order_items (order_id)'
sql -d bench -c 'SET client_min_messages = error' -c 'VACUUM ANALYZE'
size=$(psql -XAt -d bench -c "SELECT pg_size_pretty(pg_database_size('bench'))")

mkdir "$work/migrations"
# It may be run again, so that the second run is one that changes nothing.
{
  echo '-- check: SELECT id FROM orders WHERE total IS NULL AND id IN (SELECT order_id FROM order_items) LIMIT 1'
  echo 'ALTER TABLE orders ADD COLUMN IF NOT EXISTS currency text;'
  batch=$((rows / 2 / 8 + 1))
  for part in 0 1 2 3 4 5 6 7; do
    cat <<SQL
UPDATE orders SET total = sums.total, currency = 'EUR'
FROM (SELECT order_id, sum(price * qty) AS total FROM order_items GROUP BY order_id) AS sums
WHERE sums.order_id = orders.id AND orders.total IS NULL AND orders.id BETWEEN $((part * batch)) AND $((part * batch + batch - 1));
SQL
  done
  echo 'CREATE INDEX IF NOT EXISTS orders_by_user ON orders (user_id, total);'
} >"$work/migrations/totals.sql"

cat >"$work/tier.yaml" <<YAML
tier: bench
upstream: validation
mode: read-write
statements: { allow: [all] }
functions: { allow: any }
settings: { settable: ["*"] }
limits: { time: 1h, sql: 16MiB, sessions: 100, idle: 1h }
YAML
proxy=$(free_port)
cat >"$work/pgtier.yaml" <<YAML
proxy: { listen: "127.0.0.1:$proxy" }
audit: { directory: audit-log }
upstreams:
  production: { host: 127.0.0.1, port: $PGPORT, database: bench, user: bench, password: "\${env:PGPASSWORD}" }
  validation: { host: 127.0.0.1, port: $PGPORT, database: bench_validate, user: writer, password: "\${env:PGPASSWORD}" }
  source: { host: 127.0.0.1, port: $PGPORT, database: bench, user: bench, password: "\${env:PGPASSWORD}" }
  target: { host: 127.0.0.1, port: $PGPORT, database: bench_validate, user: bench, password: "\${env:PGPASSWORD}" }
tiers: [tier.yaml]
principals: [ { name: bench, tier: bench, scram: "$verifier" } ]
migrations:
  directory: migrations
  ledger: ledger
  production: production
  validation: validation
  validate-as: { principal: bench, password: "\${env:PGPASSWORD}" }
  clone: { by: template, source: source, target: target }
YAML
"$root/pgtier" --version >&2
say "bench: cloning"
"$root/pgtier" clone --config "$work/pgtier.yaml" >"$work/clone.log" 2>&1 || fail "the clone failed: $(tail -n 3 "$work/clone.log")"
start pgtier "$root/pgtier" serve --config "$work/pgtier.yaml"
PGUSER=bench PGDATABASE=bench_validate await_sql pgtier "$proxy" "$pid"

# by_psql: seconds of the script on a copy of the agents' database, as the role that validations have.
by_psql() {
  local begun ended
  sql -d postgres -c 'CREATE DATABASE by_psql TEMPLATE bench'
  PGUSER=postgres sql -d by_psql -c 'ALTER TABLE orders OWNER TO writer' -c 'ALTER TABLE order_items OWNER TO writer' \
    -c 'GRANT ALL ON SCHEMA public TO writer' -c 'GRANT CONNECT ON DATABASE by_psql TO writer'
  begun=$(date +%s%N)
  PGUSER=writer psql -X -q -1 -v ON_ERROR_STOP=1 -d by_psql -f "$work/migrations/totals.sql" >"$work/psql.log" 2>&1 ||
    fail "the script failed: $(tail -n 3 "$work/psql.log")"
  ended=$(date +%s%N)
  awk -v ns="$((ended - begun))" 'BEGIN { printf "by psql\t%.2f\n", ns / 1e9 }'
  sql -d postgres -c 'DROP DATABASE by_psql WITH (FORCE)'
}

# validated: the seconds of the parts of a validation, told apart by the steps that it names while it goes on.
validated() {
  python3 - "$root/pgtier" "$work/pgtier.yaml" <<'PY'
import subprocess, sys, time
begun = time.monotonic()
run = subprocess.Popen([sys.argv[1], "migration", "validate", "totals.sql", "--config", sys.argv[2]],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
parts, part, since, seconds = [], "the command's start", begun, {}
def over(name):
    global part, since
    now = time.monotonic()
    seconds[part] = seconds.get(part, 0) + now - since
    part, since = name, now
second = False
for line in run.stderr:
    step = line.strip().removeprefix("validate: ")
    if step == "a second run":
        second = True
    name = ("a second run, which changes nothing" if second else
            "a fresh copy, its schema" if step.startswith("a fresh copy") else
            "the script" if step.startswith("statement") else
            "its checks" if step.endswith("checks") else
            "the ledger" if step == "the ledger" else part)
    if step == "the ledger":
        name = "the ledger"
    over(name)
output = run.stdout.read()
over("")
if run.wait() != 0 or not output.startswith("PASSED"):
    sys.exit("the validation failed: " + output)
for name, value in seconds.items():
    print(f"{name}\t{value:.2f}")
print(f"a validation, all of it\t{time.monotonic() - begun:.2f}")
PY
}

figures=$work/figures
for round in $(seq "$rounds"); do
  say "bench: round $round of $rounds"
  { by_psql && validated; } >>"$figures"
done
machine
echo "database of $size, PostgreSQL $(psql -XAt -d bench -c 'SHOW server_version'); seconds, median of $rounds"
report "$figures"
