#!/usr/bin/env bash
# The same pgbench through each of direct, pgtier, pgbouncer and haproxy, in turn: see README.md.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

seconds=5 rounds=3 scale=10 modes='simple extended prepared' clients='1 16 64' connect='1 16'
raw=
usage() {
  cat <<TEXT
usage: bench/pgbench.sh [-t SECONDS] [-r ROUNDS] [-s SCALE] [-m "MODES"] [-c "CLIENTS"] [-C "CLIENTS"] [-o FILE] [-R]
  -t  of one run (default $seconds)          -m  pgbench's -M (default "$modes")
  -r  how often everything runs (default $rounds)  -c  sessions at once (default "$clients")
  -s  pgbench's scale (default $scale)           -C  the same with a connection each transaction (default "$connect")
  -o  keep every single figure in FILE, as tab-separated text
  -R  pgtier's tier is the shipped inspect: judged, in READ ONLY transactions that end in ROLLBACK
TEXT
}
while getopts 't:r:s:m:c:C:o:Rh' option; do
  case $option in
    t) seconds=$OPTARG ;;
    r) rounds=$OPTARG ;;
    s) scale=$OPTARG ;;
    m) modes=$OPTARG ;;
    c) clients=$OPTARG ;;
    C) connect=$OPTARG ;;
    o) raw=$OPTARG ;;
    R) read_only=yes ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

# run TARGET MODE CLIENTS SECONDS FLAG…: one pgbench; a line of figures on standard output.
run() {
  local target=$1 mode=$2 sessions=$3 time=$4 before after done tps
  shift 4
  rm -f "$work"/latency.*
  before=$(cpu_millis "${pids[$target]}")
  (cd "$work" && pgbench -n -S -M "${mode%-C}" -c "$sessions" -j "$((sessions < 2 ? 1 : 2))" -T "$time" \
    -l --log-prefix=latency --sampling-rate=0.2 -p "${port[$target]}" "$@" bench) >"$work/pgbench.log" 2>&1 ||
    fail "pgbench through $target failed"
  after=$(cpu_millis "${pids[$target]}")
  done=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' "$work/pgbench.log")
  tps=$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$work/pgbench.log")
  # A transaction's latency in the log is in microseconds, and without the time to connect.
  cat "$work"/latency.* | sort -n -k3,3 | awk -v target="$target" -v mode="$mode" -v sessions="$sessions" \
    -v tps="$tps" -v cpu="$((after - before))" -v done="$done" '
    { t[NR] = $3 }
    END {
      printf "%s\t%s\t%s\t%.0f\t%d\t%d\t%.2f\n", mode, sessions, target, tps,
        t[int((NR + 1) / 2)], t[int(NR * 0.99) + 1], cpu * 1000 / done
    }'
}

set_up
start_postgres max_connections=400
start_all
say "bench: filling, scale $scale"
pgbench -q -i -s "$scale" -p "${port[direct]}" bench >"$work/init.log" 2>&1 || fail "pgbench -i failed"
say "bench: warming up"
for target in "${targets[@]}"; do
  for mode in simple extended prepared; do run "$target" "$mode" 16 "$seconds" >/dev/null; done
  run "$target" simple 4 2 -C >/dev/null
done

machine
printf '%s rounds of %s s, pgbench -S, scale %s, %s\n' "$rounds" "$seconds" "$scale" "$(pgbench --version)"
for ((round = 1; round <= rounds; round++)); do
  say "bench: round $round of $rounds"
  for mode in $modes; do
    for sessions in $clients; do
      for ((i = 0; i < ${#targets[@]}; i++)); do
        # Each round begins with another, so that nobody is always the first.
        run "${targets[(i + round) % ${#targets[@]}]}" "$mode" "$sessions" "$seconds"
      done
    done
  done
  for sessions in $connect; do
    for ((i = 0; i < ${#targets[@]}; i++)); do
      run "${targets[(i + round) % ${#targets[@]}]}" simple-C "$sessions" "$seconds" -C
    done
  done
done >"$work/figures.tsv"
[ -z "$raw" ] || cp "$work/figures.tsv" "$raw"
python3 "$root/bench/summary.py" pgbench <"$work/figures.tsv"
