#!/bin/bash
# Runs in the container of a target system while its volume is empty: the database, Countersign's logins there, then
# what the system itself consists of.
set -euo pipefail
shopt -s nullglob
run() { psql -v ON_ERROR_STOP=1 --no-psqlrc -U "${POSTGRES_USER:-postgres}" "$@"; }

run -d postgres -f "/countersign/deploy/postgres/target-${SYSTEM:?}.sql"
for file in /countersign/deploy/demo/every-target/*.sql "/countersign/deploy/demo/$SYSTEM"/*.sql; do run -d "$SYSTEM" -1 -f "$file"; done
