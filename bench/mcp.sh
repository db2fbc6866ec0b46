#!/usr/bin/env bash
# What MCP costs: tools/call of recent_orders, and the same query by JDBC through the same proxy, in turn; then as
# many calls as it takes. Proxy and MCP server, one process, have two cores; PostgreSQL and the client have the others.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

rounds=5 calls=2000 clients=8 seconds=5 rows=1000
usage() {
  echo 'usage: bench/mcp.sh [-r ROUNDS] [-n CALLS] [-c CLIENTS] [-t SECONDS] [-o ORDERS]'
  echo "  rounds (default $rounds), calls of each kind in one (default $calls), callers at once under load"
  echo "  (default $clients), seconds of load in a round (default $seconds), orders in the table, of which the newest"
  echo "  50 are answered (default $rows)"
}
while getopts 'r:n:c:t:o:h' option; do
  case $option in
    r) rounds=$OPTARG ;;
    n) calls=$OPTARG ;;
    c) clients=$OPTARG ;;
    t) seconds=$OPTARG ;;
    o) rows=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done
cores=$(nproc)
[ "$cores" -ge 4 ] || fail "4 cores are needed: 2 for pgtier, others for PostgreSQL and the client"

set_up
need taskset util-linux || fail "taskset is needed"
start_postgres max_connections=100
echo 'host all readonly 127.0.0.1/32 scram-sha-256' >>"$work/data/pg_hba.conf"
PGUSER=postgres psql -X -q -v ON_ERROR_STOP=1 -v rows="$rows" -p "${port[direct]}" <<'SQL' >/dev/null
SELECT pg_reload_conf();
CREATE TABLE orders (id serial PRIMARY KEY, user_id int, status text, total numeric, created_at timestamp);
INSERT INTO orders (user_id, status, total, created_at)
  SELECT i % 100, CASE i % 10 WHEN 0 THEN 'failed' ELSE 'paid' END, i * 1.25, now() - i * interval '1 minute'
  FROM generate_series(1, :rows) i;
CREATE INDEX ON orders (created_at);
CREATE ROLE readonly LOGIN PASSWORD 'readonly';
GRANT SELECT ON orders TO readonly;
ANALYZE orders;
SQL

port[pgtier]=$(free_port)
port[mcp]=$(free_port)
sed -e 's/^upstream: .*/upstream: bench/' "$root/policies/tiers/inspect.yaml" >"$work/inspect.yaml"
cat >"$work/pgtier.yaml" <<YAML
proxy: { listen: "127.0.0.1:${port[pgtier]}" }
audit: { directory: audit-log }
upstreams:
  bench: { host: 127.0.0.1, port: ${port[direct]}, database: bench, user: readonly, password: readonly }
tiers: [inspect.yaml]
principals: [ { name: agent, tier: inspect, password: agent, trusted-context: true } ]
mcp:
  - { name: prod-readonly, listen: "127.0.0.1:${port[mcp]}", principal: agent, password: agent,
      tools: $root/policies/tools/prod-readonly.yaml }
YAML
"$root/pgtier" --version >&2
# shellcheck disable=SC2086 # the variable may hold a command of several words
start pgtier taskset -c 0,1 ${PGTIER_COMMAND:-"$root/pgtier"} serve --config "$work/pgtier.yaml"
server=$pid
PGUSER=agent PGPASSWORD=agent await_sql pgtier "${port[pgtier]}" "$pid"

machine
taskset -c "2-$((cores - 1))" java -cp "$root/cli/target/pgtier.jar" "$root/bench/McpCalls.java" "${port[mcp]}" \
  "jdbc:postgresql://127.0.0.1:${port[pgtier]}/bench?user=agent&password=agent" \
  "$rounds" "$calls" "$clients" "$seconds" "$server"
