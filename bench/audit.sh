#!/usr/bin/env bash
# What the audit costs: pgbench -S through pgtier without it, with durability written and synced, in turn.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

seconds=5 rounds=5 modes='simple prepared' clients='1 16'
usage() {
  echo 'usage: bench/audit.sh [-t SECONDS] [-r ROUNDS] [-m "MODES"] [-c "CLIENTS"] [-R]'
  echo "  each run's seconds (default $seconds), rounds (default $rounds), pgbench's -M (default \"$modes\"),"
  echo "  sessions at once (default \"$clients\"); -R: in the shipped tier inspect"
}
while getopts 't:r:m:c:Rh' option; do
  case $option in
    t) seconds=$OPTARG ;;
    r) rounds=$OPTARG ;;
    m) modes=$OPTARG ;;
    c) clients=$OPTARG ;;
    R) read_only=yes ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

# run TARGET MODE CLIENTS: transactions a second.
run() {
  local threads=2
  [ "$3" -ge 2 ] || threads=1
  pgbench -n -S -M "$2" -c "$3" -j "$threads" -T "$seconds" -p "${port[$1]}" bench 2>"$work/pgbench.log" |
    sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}

set_up
start_postgres max_connections=400
targets=(off written synced)
start_pgtier off none
start_pgtier written written
start_pgtier synced synced
say "bench: filling, warming up"
pgbench -q -i -s 10 -p "${port[direct]}" bench >"$work/init.log" 2>&1 || fail "pgbench -i failed"
for target in "${targets[@]}"; do
  for mode in $modes $modes $modes; do run "$target" "$mode" 16 >/dev/null; done
done

machine
for mode in $modes; do
  for sessions in $clients; do
    : >"$work/figures"
    for ((round = 0; round < rounds; round++)); do
      for ((i = 0; i < ${#targets[@]}; i++)); do
        target=${targets[(i + round) % ${#targets[@]}]}
        printf '%s %s\n' "$target" "$(run "$target" "$mode" "$sessions")" >>"$work/figures"
      done
    done
    for target in "${targets[@]}"; do
      printf '%s %s\n' "$target" "$(sed -n "s/^$target //p" "$work/figures" | sort -n | sed -n "$(((rounds + 1) / 2))p")"
    done | awk -v mode="$mode" -v sessions="$sessions" '
      { tps[$1] = $2 }
      END {
        printf "%-8s %3d sessions: %6.0f tps without, %6.0f written (%.2f), %6.0f synced (%.2f)\n", mode, sessions,
          tps["off"], tps["written"], tps["written"] / tps["off"], tps["synced"], tps["synced"] / tps["off"]
      }'
  done
done
