#!/bin/bash
# Runs once, when production's data directory is new: tables, roles, grants, passwords.
set -euo pipefail
run() { psql -v ON_ERROR_STOP=1 -q -d shop_sandbox "$@"; }
run -f /setup/shop.sql
run -f /setup/policies/production.sql
run -c 'CREATE ROLE clone_reader LOGIN' -c 'GRANT pg_read_all_data TO clone_reader' \
  -c 'GRANT CONNECT ON DATABASE shop_sandbox TO clone_reader'
for role in readonly deployer_owner clone_reader; do
  # The password is a variable of psql's, read from a file: it is on no command line.
  printf '\\set secret `cat /run/secrets/%s`\nALTER ROLE %s PASSWORD :'"'secret'"';\n' "$role" "$role" | run
done
