#!/bin/bash
# Runs in the container of a target system, once: what the system itself consists of.
set -euo pipefail
shopt -s nullglob
for file in /schema/*.sql; do
  psql -v ON_ERROR_STOP=1 --no-psqlrc -U "${POSTGRES_USER:-postgres}" -d "$SCHEMA_DATABASE" -f "$file"
done
