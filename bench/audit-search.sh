#!/usr/bin/env bash
# A large audit log, made by the real writer, and how long questions over it take: see README.md.
set -euo pipefail

records=5000000 directory=
usage() {
  cat <<TEXT
usage: bench/audit-search.sh [-n RECORDS] [-d DIRECTORY]
  -n  records of the log (default $records; 700 bytes each)
  -d  where the log is made, or kept from the last run (default: a new one that is deleted)
TEXT
}
while getopts 'n:d:h' option; do
  case $option in
    n) records=$OPTARG ;;
    d) directory=$OPTARG ;;
    h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

cd "$(dirname "$0")/.."
if [ -z "$directory" ]; then
  directory=$(mktemp -d)
  trap 'rm -rf "$directory"' EXIT
fi
directory=$(realpath "$directory")
mvn -q -B -ntp -Pbench -pl audit verify -Dbench.main=dev.pgtier.audit.SearchSpeed \
  -Dbench.directory="$directory" -Dbench.records="$records"
