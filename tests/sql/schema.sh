#!/bin/sh
# sql/schema shows the tables as they are: what sql/tables prints of an installed database.
# Prints TAP; `run` calls it with a database that has the schema. After a change that is meant:
# WRITE_EXPECTED=1 tests/sql/run schema, and read the difference.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0
for comments in sql/comments/*.sql; do
    subject=$(basename "$comments")
    number=$((number + 1))
    {
        echo "-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there."
        echo
        # shellcheck disable=SC2046
        sh sql/tables $(sed -n 's/^comment on table \([a-z_.]*\) is.*/\1/p' "$comments")
    } > "$scratch/now"
    [ -z "${WRITE_EXPECTED:-}" ] || cp "$scratch/now" "sql/schema/$subject"
    if diff -u "sql/schema/$subject" "$scratch/now" > "$scratch/why" 2>&1; then
        echo "ok $number - sql/schema/$subject shows the tables as they are"
    else
        echo "not ok $number - sql/schema/$subject shows the tables as they are"
        sed 's/^/# /' "$scratch/why"
    fi
done
number=$((number + 1))
ls sql/comments > "$scratch/comments"
ls sql/schema > "$scratch/schema"
if cmp -s "$scratch/comments" "$scratch/schema"; then
    echo "ok $number - each subject of sql/comments has its page in sql/schema"
else
    echo "not ok $number - each subject of sql/comments has its page in sql/schema"
fi
echo "1..$number"
