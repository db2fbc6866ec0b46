#!/bin/bash
# Runs once, when the validation server's data directory is new: the roles, and an empty database
# that pgtier clone replaces.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -q -d postgres -f /setup/policies/clone.sql
psql -v ON_ERROR_STOP=1 -q -d postgres -c 'ALTER DATABASE shop_validate OWNER TO cloner'
psql -v ON_ERROR_STOP=1 -q -d shop_validate -f /setup/policies/validation.sql
for role in writer cloner; do
  printf '\\set secret `cat /run/secrets/%s`\nALTER ROLE %s PASSWORD :'"'secret'"';\n' "$role" "$role" |
    psql -v ON_ERROR_STOP=1 -q -d postgres
done
