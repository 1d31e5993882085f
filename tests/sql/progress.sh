#!/bin/sh
# progress.psql in a database of its own, because it commits as workers do.
set -eu
database=${PGDATABASE}_progress
createdb "$database"
trap 'dropdb --if-exists --force "$database"' EXIT
PGDATABASE=$database
export PGDATABASE
psql -X -q -v ON_ERROR_STOP=1 -f "$install_sql" > /dev/null
psql -X -q -v ON_ERROR_STOP=1 -c 'create extension pgtap' -f tests/sql/helpers.psql > /dev/null
psql -X -qAt -f tests/sql/progress.psql
