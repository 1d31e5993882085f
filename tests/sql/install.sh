#!/bin/sh
# install.sql is safe to run twice, leaves nothing stale behind, and gives nobody more than they had.
# Prints TAP; `run` calls it with $install_sql. Works in databases of its own.
set -eu
database=brigade_install_$$
role=brigade_test_role_$$
scratch=$(mktemp -d)
number=0
export PGDATABASE=$database

result() { # 0 is good, name; diagnostics are in $scratch/why
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        sed 's/^/# /' "$scratch/why"
    fi
}
install() { psql -X -q -v ON_ERROR_STOP=1 "$@" -f "$install_sql" > "$scratch/why" 2>&1; }
sql() { psql -X -qAt -v ON_ERROR_STOP=1 -c "$1" > "$scratch/got" 2> "$scratch/why"; }
same() { # name, statement, what it must give
    status=0
    sql "$2" || status=$?
    if [ "$status" -eq 0 ] && [ "$(cat "$scratch/got")" != "$3" ]; then
        printf 'got:  %s\nwant: %s\n' "$(cat "$scratch/got")" "$3" > "$scratch/why"
        status=1
    fi
    result "$status" "$1"
}
refused() { # name, statement, SQLSTATE; as the second role
    status=0
    psql -X -qAt -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate -c "set role $role" -c "$2" > "$scratch/why" 2>&1 || status=$?
    if [ "$status" -ne 0 ] && grep -q "$3" "$scratch/why"; then result 0 "$1"; else result 1 "$1"; fi
}
dump() { pg_dump --schema-only | grep -v '^\\\(un\)\?restrict ' > "$1"; }

PGDATABASE=postgres createdb "$database"
psql -X -q -c "create role $role" > /dev/null
trap 'rm -rf "$scratch"; PGDATABASE=postgres dropdb --if-exists --force "$database";
      PGDATABASE=postgres dropdb --if-exists --force "${database}_owned";
      psql -X -q -d postgres -c "drop role $role" > /dev/null' EXIT

# Somebody else was there first: what is brought over would be his.
sql "create schema forge authorization $role"
status=1; install || status=0
grep -q "belongs to $role" "$scratch/why" || status=1
result "$status" 'refuses a schema of its name that another role made'
sql "drop schema forge; create schema brigade; create table brigade.imports ()"
status=1; install || status=0
result "$status" 'refuses one that has tables of something else'
sql "drop schema brigade cascade"
# An advisory lock is for anybody.
psql -X -qAt -c "set role $role" -c 'select pg_advisory_lock(7318349394477056)' -c 'select pg_sleep(60)' > /dev/null 2>&1 &
holder=$!
sleep 1
status=0; install -v ON_ERROR_STOP=1 || status=$?
kill "$holder" 2> /dev/null || true
result "$status" 'installs in an empty database, whoever holds an advisory lock'
status=0; [ ! -s "$scratch/why" ] || status=1
result "$status" 'says nothing when all is well'
dump "$scratch/first"
sql "insert into brigade.imports (source) values ('acme/widgets')"
status=0; install || status=$?
result "$status" 'installs a second time'
dump "$scratch/second"
status=0; diff "$scratch/first" "$scratch/second" > "$scratch/why" || status=1
result "$status" 'the second time changes nothing'
same 'and leaves the rows' 'select count(*) || min(stage) from brigade.imports' '1repository'
same 'every migration was applied once' 'select count(*) = count(distinct name) and count(*) > 2 from brigade.migrations' t

# What an older version left behind, and what users made in our schemas and on our views.
sql "create function brigade.gone(x int) returns int language sql as 'select 1';
     create function forge.gone() returns int language sql as 'select 1';
     create view brigade.gone as select forge.gone() as x; create view forge.used_by as select * from brigade.gone;
     insert into brigade.installed_objects
     values ('brigade.gone(integer)'), ('forge.gone()'), ('brigade.gone'), ('forge.used_by');
     create function forge.of_users() returns int language sql as 'select 1'; create view brigade.of_users as select 1 as x;
     create or replace function brigade.pause(run bigint) returns text language sql as 'select ''stale''';
     delete from brigade.migrations where name = '071_searched'; drop index forge.notes_words, forge.tasks_words;
     create index notes_words on forge.notes using gin (to_tsvector('simple'::regconfig, left(body, 65536)))"
status=0; install || status=$?
result "$status" 'installs over an older version'
dump "$scratch/third"
status=0; sed '/of_users/d' "$scratch/third" | diff "$scratch/first" - > "$scratch/diff" || true
grep '^[<>]' "$scratch/diff" | grep -E '(brigade|forge)\.' > "$scratch/why" && status=1
result "$status" 'stale functions and views are dropped, those that use each other too; changed ones and indexes are as they should be'
same 'views and functions that users made in our schemas stay' \
    "select to_regproc('forge.of_users') is not null and to_regclass('brigade.of_users') is not null" t
sql 'drop view brigade.of_users; drop function forge.of_users()'

# Views that users built on ours: plain, materialized, on one another, with all that can belong to a view.
sql "create schema reports;
     create view reports.sources as select source as what, state from brigade.progress;
     create view reports.states with (security_barrier) as select state, count(*) as number from reports.sources group by state;
     create materialized view reports.kept as select what from reports.sources;
     create unique index kept_what on reports.kept (what);
     create materialized view reports.unfilled as select what from reports.sources with no data;
     comment on view reports.sources is 'ours'; comment on column reports.sources.what is 'which';
     grant select on reports.sources to $role with grant option; grant select (number) on reports.states to $role;
     alter view reports.sources alter column state set default 'queued';
     create function reports.put() returns trigger language plpgsql as 'begin return new; end';
     create trigger put instead of insert on reports.sources for each row execute function reports.put();
     create rule nothing as on delete to reports.states do instead nothing"
# One of somebody else: an install by a superuser fills it with that one's rights.
sql "grant brigade_viewer to $role;
     create materialized view reports.who as select current_user::text as who, count(*) as number from brigade.progress;
     alter materialized view reports.who owner to $role"
pg_dump --schema=reports | grep -v '^\\' > "$scratch/reports"
status=0; install || status=$?
result "$status" "users' views on ours do not stop an upgrade"
pg_dump --schema=reports | grep -v '^\\' > "$scratch/reports_now"
status=0; diff "$scratch/reports" "$scratch/reports_now" > "$scratch/why" || status=1
result "$status" 'and are as they were, with owner, rights, comments, options, indexes, defaults, triggers and rules'
same 'a materialized view is filled as its owner, not as the installer' 'select who from reports.who' "$role"
same 'one that was not filled stays so' "select relispopulated from pg_class where oid = 'reports.unfilled'::regclass" f
# A view of ours that this version no longer has, and somebody reads it.
sql "create view brigade.old as select 1 as x; insert into brigade.installed_objects values ('brigade.old');
     create view reports.lost as select x from brigade.old"
status=0; install && status=1
grep -q 'reports.lost of .* does not fit this version' "$scratch/why" && grep -q 'contrib/doc/upgrade' "$scratch/why" || status=1
result "$status" 'a view that does not fit is named, with what to do'
same 'and nothing was changed' "select to_regclass('reports.lost') is not null and to_regclass('brigade.old') is not null" t
sql "drop schema reports cascade; revoke brigade_viewer from $role"
status=0; install || status=$?
result "$status" 'without it the upgrade goes on'

# psql's own settings, as they may stand in a ~/.psqlrc.
status=0; install -v ON_ERROR_ROLLBACK=on || status=$?
result "$status" 'installs with ON_ERROR_ROLLBACK, where each statement is a subtransaction'
status=0; PGOPTIONS='-c default_transaction_isolation=serializable -c search_path=public,forge' install || status=$?
result "$status" 'installs whatever the isolation level and search_path by default'
dump "$scratch/fourth"
status=0; grep -c 'FUNCTION' "$scratch/first" > "$scratch/a"; grep -c 'FUNCTION' "$scratch/fourth" > "$scratch/b"
same 'the functions are there' "select count(*) > 30 from pg_proc where pronamespace = 'brigade'::regnamespace or pronamespace = 'forge'::regnamespace" t

# Upgrades by another role than the owner.
PGDATABASE=postgres createdb --owner "$role" "${database}_owned"
PGDATABASE=${database}_owned
status=0; PGOPTIONS="-c role=$role" install || status=$?
result "$status" 'installs as the owner of a database, who is no superuser'
sql 'drop function brigade.finish; drop view brigade.workers'
status=0; install || status=$?
result "$status" 'a superuser upgrades what another role owns'
same 'and all of it is still that one'"'"'s' "select distinct pg_get_userbyid(o) from (select relowner from pg_class where relnamespace::regnamespace::text in ('brigade', 'forge')
    union all select proowner from pg_proc where pronamespace::regnamespace::text in ('brigade', 'forge')) a(o)" "$role"
status=0; PGOPTIONS="-c role=$role" install || status=$?
result "$status" 'who then upgrades it again'
PGDATABASE=postgres dropdb --force "${database}_owned"
PGDATABASE=$database

# A role without rights.
refused 'a role without rights reads no import' 'select * from brigade.imports' 42501
refused 'nor inserts one' "insert into brigade.imports (source) values ('acme/widgets')" 42501
refused 'nor calls a function' 'select brigade.pause(1)' 42501
refused 'nor sees what was imported' 'select * from forge.projects' 42501
sql "grant usage on schema brigade, forge to $role"
refused 'with the schema alone it still reads nothing' 'select * from brigade.progress' 42501
refused 'and executes nothing' 'select brigade.claim(worker => null, kinds => null, default_budget => 1, anonymous_budget => 1)' 42501
refused 'nor the functions that put rows' "select forge.put_users(1, '[]')" 42501
sql "grant select on brigade.progress to $role; grant execute on function brigade.pause(bigint) to $role"
install
same 'what was granted survives an upgrade' "select has_table_privilege('$role', 'brigade.progress', 'select') and has_function_privilege('$role', 'brigade.pause(bigint)', 'execute')" t
sql "drop owned by $role"
echo "1..$number"
