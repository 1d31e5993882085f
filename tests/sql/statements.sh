#!/bin/sh
# Every statement of the program, taken from src/ and prepared: a parameter renamed in sql/ alone is found here.
# Prints TAP; `run` calls it with a database that has the schema.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# String literals that belong together ("select ..." "...") are joined; each statement is one line, with its file.
# A file is one record: no source has that byte.
find src -name '*.c' | sort | xargs awk -v RS='\001' '
    {
        gsub(/[\n\t]/, " ")
        gsub(/" *"/, "")
        while (match($0, /"(select|insert|update|delete|with) [^"]*"/)) {
            statement = substr($0, RSTART + 1, RLENGTH - 2)
            $0 = substr($0, RSTART + RLENGTH)
            if (statement ~ /(brigade|forge)\./ && statement !~ /\($/ && !seen[FILENAME, statement]++)
                print FILENAME "\t" statement
        }
    }' > "$scratch/statements"

# What the program cannot do without must be among them: a pattern that finds nothing would pass, too.
awk -F '\t' -v needed='brigade.claim brigade.finish brigade.committed_or_held brigade.extend forge.put_notes' '
    {
        match($2, /(brigade|forge)\.[a-z_]+/)
        name = substr($2, RSTART, RLENGTH)
        is_called[name]
        said = ++number " - " $1 ": " name
        if ($2 ~ /%/) {
            print "\\echo ok " said " # SKIP is put together at run time"
            next
        }
        print "prepare statement_" number " as " $2 ";\n\\if :ERROR"
        print "\\echo not ok " said " can be prepared\n\\echo # :LAST_ERROR_MESSAGE"
        print "\\else\n\\echo ok " said " can be prepared\n\\endif"
    }
    END {
        for (i = split(needed, names, " "); i > 0; i--)
            print "\\echo " (names[i] in is_called ? "" : "not ") "ok " ++number " - " names[i] " is called"
        print "\\echo 1.." number
    }' "$scratch/statements" > "$scratch/script"
psql -X -q -f "$scratch/script" 2> "$scratch/errors"
