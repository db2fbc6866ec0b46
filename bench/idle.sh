#!/usr/bin/env bash
# What a session costs pgtier while it does nothing: see README.md.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

sessions=5000
usage() {
  cat <<TEXT
usage: bench/idle.sh [-n SESSIONS]
  -n  sessions (default $sessions); PostgreSQL has a process for each, which takes some 2 MB
TEXT
}
while getopts 'n:h' option; do
  case $option in
    n) sessions=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done
# Each session is two file descriptors of pgtier's.
ulimit -n "$(ulimit -Hn)"
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -gt "$((sessions * 2 + 500))" ] ||
  fail "$sessions sessions need $((sessions * 2 + 500)) open files, and $(ulimit -Hn) are allowed; take less with -n"
available=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
[ "$available" -gt "$((sessions * 5 / 2 + 1000))" ] ||
  fail "PostgreSQL would take about $((sessions * 5 / 2)) MB for $sessions sessions, and $available are there; take less with -n"

# figures: heap in use after a collection, native memory that buffers take, resident size; in bytes.
figures() {
  local heap native resident
  jcmd "${pids[pgtier]}" GC.run >/dev/null
  sleep 2
  jcmd "${pids[pgtier]}" GC.run >/dev/null
  sleep 1
  heap=$(jcmd "${pids[pgtier]}" GC.heap_info | sed -n 's/.*total [0-9]*K, used \([0-9]*\)K.*/\1/p' | awk '{ s += $1 } END { print s * 1024 }')
  # "Other" is what Java's own native memory tracking calls buffers outside of the heap.
  native=$(jcmd "${pids[pgtier]}" VM.native_memory summary scale=B |
    sed -n 's/^- *Other (reserved=[0-9]*, committed=\([0-9]*\)).*/\1/p')
  resident=$(awk '/^VmRSS/ { print $2 * 1024 }' "/proc/${pids[pgtier]}/status")
  echo "$heap ${native:-0} $resident"
}

set_up
command -v jcmd >/dev/null || fail "jcmd is needed; it is part of the JDK"
start_postgres "max_connections=$((sessions + 50))" shared_buffers=64MB
export PGTIER_JAVA_OPTS="${PGTIER_JAVA_OPTS:-} -XX:NativeMemoryTracking=summary -XX:+UseSerialGC"
start_pgtier
machine
# The first sessions make what the JVM then keeps: classes, compiled code, pools of buffers.
python3 "$root/bench/sessions.py" "${port[pgtier]}" 200 >"$work/sessions.log"
read -r heap0 native0 resident0 <<<"$(figures)"
start sessions python3 "$root/bench/sessions.py" "${port[pgtier]}" "$sessions" hold
until grep -q '^open' "$work/sessions.log"; do
  kill -0 "$pid" 2>/dev/null || fail "the sessions could not be opened"
  sleep 0.5
done
read -r heap native resident <<<"$(figures)"
awk -v n="$sessions" -v h0="$heap0" -v h="$heap" -v d0="$native0" -v d="$native" -v r0="$resident0" -v r="$resident" 'BEGIN {
  printf "%d idle sessions, bytes a session: heap %d, direct %d, together %d; resident %d\n",
    n, (h - h0) / n, (d - d0) / n, (h - h0 + d - d0) / n, (r - r0) / n
  printf "in all, MB: heap %.0f -> %.0f, direct %.0f -> %.0f, resident %.0f -> %.0f\n",
    h0 / 1e6, h / 1e6, d0 / 1e6, d / 1e6, r0 / 1e6, r / 1e6
}'
