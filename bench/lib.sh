# What the benchmarks share: a scratch PostgreSQL, the proxies in front of it, and their end.
# To be sourced; the caller has set -euo pipefail.

root=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=
started=()

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "bench: $*"
  exit 1
}

# Ends what was started here, by process id, and removes the scratch directory.
clean_up() {
  local status=$? pid
  trap - EXIT
  if [ -n "$work" ] && [ "$status" != 0 ] && [ "$status" != 130 ]; then
    tail -n 20 "$work"/*.log >&2 2>/dev/null || true
  fi
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    pid=${started[i]}
    kill -TERM "$pid" 2>/dev/null || continue
    # To PostgreSQL this means: do not wait for sessions.
    kill -INT "$pid" 2>/dev/null || true
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  [ -z "$work" ] || rm -rf "$work"
  exit "$status"
}

# need COMMAND PACKAGE…: installs what is missing when root on Debian; else tells and answers 1.
need() {
  local command=$1
  shift
  find_program "$command" >/dev/null && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "bench: installing $* for $command"
    mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/pgtier.conf
    # What a package starts by itself would only be in the way.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 || true
    hash -r
  fi
  find_program "$command" >/dev/null && return 0
  say "bench: there is no $command (Debian: $*); going on without it"
  return 1
}

# PostgreSQL's own programs are not on Debian's PATH, and daemons are in sbin.
find_program() {
  local folder
  command -v "$1" && return 0
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) /usr/sbin /usr/local/sbin; do
    if [ -x "$folder/$1" ]; then
      echo "$folder/$1"
      return 0
    fi
  done
  return 1
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# PostgreSQL and pgbouncer do not run as root.
as_postgres=()
set_up() {
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  need python3 python3 || fail "python3 is needed"
  need postgres postgresql || fail "a PostgreSQL server is needed"
  need pgbench postgresql || fail "pgbench is needed"
  work=$(mktemp -d)
  chmod 755 "$work"
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || fail "there is no user postgres to run the server as"
    as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
  fi
  export PGHOST=127.0.0.1 PGDATABASE=bench PGUSER=bench PGPASSWORD=bench PGSSLMODE=disable PGGSSENCMODE=disable
}

# start LOG COMMAND…: runs it until clean_up; its process id is then in $pid.
start() {
  local log=$1
  shift
  "$@" >"$work/$log.log" 2>&1 &
  pid=$!
  started+=("$pid")
}

# await_sql NAME PORT PID: until SELECT 1 is answered there.
await_sql() {
  local tries
  for tries in $(seq 300); do
    if psql -X -q -p "$2" -c 'SELECT 1' >/dev/null 2>"$work/await.err"; then return 0; fi
    kill -0 "$3" 2>/dev/null || fail "$1 has ended at once"
    sleep 0.1
  done
  fail "$1 does not answer: $(cat "$work/await.err")"
}

declare -A port pids

# start_postgres SETTING…: a server with role and database bench, log-in by SCRAM.
start_postgres() {
  local data=$work/data setting arguments=()
  mkdir "$data"
  [ "$(id -u)" != 0 ] || chown postgres "$data"
  say "bench: starting $("$(find_program postgres)" --version)"
  "${as_postgres[@]}" "$(find_program initdb)" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N \
    >"$work/initdb.log" 2>&1 || fail "initdb failed"
  printf 'host all %s\n' 'postgres 127.0.0.1/32 trust' 'bench 127.0.0.1/32 scram-sha-256' >"$data/pg_hba.conf"
  port[direct]=$(free_port)
  for setting in "fsync=off" "synchronous_commit=off" "shared_buffers=512MB" "max_wal_size=8GB" \
    "autovacuum=off" "listen_addresses=127.0.0.1" "unix_socket_directories=" "port=${port[direct]}" "$@"; do
    arguments+=(-c "$setting")
  done
  start postgres "${as_postgres[@]}" "$(find_program postgres)" -D "$data" "${arguments[@]}"
  pids[direct]=$pid
  PGUSER=postgres PGDATABASE=postgres await_sql PostgreSQL "${port[direct]}" "$pid"
  PGUSER=postgres PGDATABASE=postgres psql -X -q -p "${port[direct]}" \
    -c "CREATE ROLE bench LOGIN PASSWORD 'bench'" -c 'CREATE DATABASE bench OWNER bench'
  verifier=$(PGUSER=postgres psql -XAt -p "${port[direct]}" \
    -c "SELECT rolpassword FROM pg_authid WHERE rolname = 'bench'")
}

# start_pgtier [NAME [DURABILITY]]: pgtier over the scratch server, with a read-write tier, or, where $read_only is
# set, with the shipped tier inspect. The audit is on, with durability: written; "none" switches it off.
read_only=
start_pgtier() {
  local name=${1:-pgtier} durability=${2:-written} flags=()
  local folder=$work/$name
  mkdir "$folder"
  port[$name]=$(free_port)
  if [ "$durability" = none ]; then
    flags=(--without-audit) durability=written
  fi
  cat >"$folder/tier.yaml" <<YAML
tier: bench
upstream: bench
mode: read-write
statements:
  allow: [read, explain, show, cursor, prepare, copy-out, transaction, session, listen, write, copy-in, lock,
    notify, procedure, ddl, privilege, maintenance]
functions: { allow: any }
settings: { settable: ["*"] }
limits: { time: 1h, sql: 16MiB, sessions: 20000, idle: 12h }
YAML
  if [ -n "$read_only" ]; then
    sed -e 's/^tier: .*/tier: bench/' -e 's/^upstream: .*/upstream: bench/' -e 's/^\( *sessions:\) .*/\1 20000/' \
      "$root/policies/tiers/inspect.yaml" >"$folder/tier.yaml"
  fi
  cat >"$folder/pgtier.yaml" <<YAML
proxy: { listen: "127.0.0.1:${port[$name]}", limits: { half-open: 20000, per-address: 20000, login: 60s } }
audit: { directory: audit-log, durability: $durability, parameters: hash, rotate: 256MiB }
upstreams:
  bench: { host: 127.0.0.1, port: ${port[direct]}, database: bench, user: bench, password: "\${env:PGPASSWORD}" }
tiers: [tier.yaml]
principals:
  - { name: bench, tier: bench, scram: "$verifier" }
YAML
  "$root/pgtier" --version >&2
  # shellcheck disable=SC2086 # the variable may hold a command of several words
  start "$name" ${PGTIER_COMMAND:-"$root/pgtier"} serve --config "$folder/pgtier.yaml" "${flags[@]}"
  pids[$name]=$pid
  await_sql "$name" "${port[$name]}" "$pid"
}

start_pgbouncer() {
  need pgbouncer pgbouncer || return 0
  port[pgbouncer]=$(free_port)
  echo '"bench" "bench"' >"$work/users.txt"
  cat >"$work/pgbouncer.ini" <<INI
[databases]
bench = host=127.0.0.1 port=${port[direct]} dbname=bench
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port[pgbouncer]}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $work/users.txt
pool_mode = session
max_client_conn = 1000
default_pool_size = 200
server_reset_query =
log_connections = 0
log_disconnections = 0
INI
  start pgbouncer "${as_postgres[@]}" "$(find_program pgbouncer)" "$work/pgbouncer.ini"
  pids[pgbouncer]=$pid
  await_sql pgbouncer "${port[pgbouncer]}" "$pid"
}

start_haproxy() {
  need haproxy haproxy || return 0
  port[haproxy]=$(free_port)
  cat >"$work/haproxy.cfg" <<CFG
global
  maxconn 2000
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
listen bench
  bind 127.0.0.1:${port[haproxy]}
  server postgres 127.0.0.1:${port[direct]}
CFG
  start haproxy "$(find_program haproxy)" -db -f "$work/haproxy.cfg"
  pids[haproxy]=$pid
  await_sql haproxy "${port[haproxy]}" "$pid"
}

# start_all: every target that there is, into $targets, direct first.
start_all() {
  start_pgtier
  start_pgbouncer
  start_haproxy
  targets=()
  local target
  for target in direct pgtier pgbouncer haproxy; do
    [ -z "${port[$target]:-}" ] || targets+=("$target")
  done
}

# CPU time of a whole process so far, in milliseconds; proc(5) counts the fields after its name.
cpu_millis() {
  awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / hz) }' "/proc/$1/stat"
}

# Which machine the figures are of, as a line.
machine() {
  printf '%s, %s cores, Linux %s, load %s before the run\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(uname -r)" \
    "$(cut -d' ' -f1 /proc/loadavg)"
}

sql() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }

# report FILE: of its lines "what, tab, seconds" the median of each, and that of the first's.
report() {
  python3 - "$1" <<'PY'
import statistics, sys
runs = {}
for line in open(sys.argv[1]):
    what, seconds = line.rstrip("\n").split("\t")
    runs.setdefault(what, []).append(float(seconds))
first = None
for what, seconds in runs.items():
    median = statistics.median(seconds)
    first = first or median
    print(f"{what:45} {median:8.2f}   {median / first:5.2f}")
PY
}
