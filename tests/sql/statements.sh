#!/bin/sh
# Every statement of the program, taken from src/ and prepared: a parameter renamed in sql/ alone is found here.
# Prints TAP; `run` calls it with a database that has the schema.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# String literals that belong together ("select ..." "...") are joined; each statement is one line, with its file.
find src -name '*.c' | sort | while read -r file; do
    tr '\n\t' '  ' < "$file" | sed 's/" *"//g' | grep -oE '"(select|insert|update|delete|with) [^"]*"' |
        grep -E '(brigade|forge)\.' | grep -v "('\"$" | sed 's/^"//; s/"$//' | awk -v file="$file" '!seen[$0]++ { print file "\t" $0 }'
done > "$scratch/statements"

number=0
tab=$(printf '\t')
while IFS=$tab read -r file statement; do
    number=$((number + 1))
    name=$(printf '%s' "$statement" | grep -oE '(brigade|forge)\.[a-z_]+' | head -n 1)
    case $statement in *%*)
        echo "ok $number - $file: $name # SKIP is put together at run time"
        continue ;;
    esac
    if printf 'prepare statement as %s;\n' "$statement" |
        psql -X -q -v ON_ERROR_STOP=1 > "$scratch/error" 2>&1; then
        echo "ok $number - $file: $name can be prepared"
    else
        echo "not ok $number - $file: $name can be prepared"
        printf '%s\n' "$statement" | cat - "$scratch/error" | sed 's/^/# /'
    fi
done < "$scratch/statements"

# A pattern that finds nothing would pass too: what the worker cannot do without must be among them.
for name in brigade.claim brigade.finish brigade.committed_or_held brigade.extend forge.put_notes; do
    number=$((number + 1))
    if grep -q "$name(" "$scratch/statements"; then
        echo "ok $number - $name is called"
    else
        echo "not ok $number - $name is called"
    fi
done
echo "1..$number"
