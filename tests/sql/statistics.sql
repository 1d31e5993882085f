-- What EXPLAIN tells a tenant about the others: for each column that it may ask about, a value that stands in another
-- tenant's rows and one that nobody has are estimated alike, so nothing can be guessed letter by letter.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create role m_ann in role brigade_requester;
create role m_eve in role brigade_requester;
grant usage on schema t to brigade_requester;

-- 3,000 rows of ann's, and none of eve's.
create temp table secret as select i, format('acme-secret %s %s', i % 7, md5(i::text)) as text
    from generate_series(1, 3000) i;
insert into forge.projects (owner, source_uuid, full_name, name, slug, description, visibility, default_branch, raw,
                            created_at)
select 'm_ann', text, text, text, text, text, 'private', text, to_jsonb(text), now() - i * interval '1 hour'
from secret;
insert into forge.users (owner, uuid, nickname, display_name, mapped_to, raw)
select 'm_ann', text, text, text, text, to_jsonb(text) from secret;
insert into forge.merge_requests (project_id, iid, title, description, state, source_state, source_branch, draft, raw,
                                  created_at)
select (select min(id) from forge.projects), i, text, text, 'opened', 'OPEN', text, false, to_jsonb(text),
       now() - i * interval '1 hour' from secret;
insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, discussion_source_id, body, path, deleted,
                         edited, pending, anchored, raw)
select (select min(id) from forge.projects), 'merge_request', i, i, i, text, text, false, false, false, true,
       to_jsonb(text)
from secret;
insert into forge.repositories (project_id, kind, path, ref_count, commit_count, size_bytes, fetched_at)
select min(id), 'code', 'x', 1, 1, 1, now() from forge.projects;
insert into forge.refs (project_id, kind, name, oid)
select (select min(id) from forge.projects), 'code', 'refs/heads/' || i, left(repeat(md5(text), 2), 40)
from secret limit 100;
insert into brigade.imports (source, requested_by) select 'acme/s' || i, 'm_ann' from secret limit 300;
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
select (select min(id) from brigade.runs), 'issues', text, 'item', text, 1, now(), now() from secret;
analyze;

-- The columns that a requester may ask about, but for numbers and truth values.
create temp view asked as
select a.attrelid, a.attrelid::regclass as relation, a.attname as column, a.attnum, t.typname as type,
       t.typcategory as category,
       a.attname ~ '^(state|stage|pipeline|kind|thing|event|subject|class|reason|verdict|noteable_type)$' as is_our_word
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
join pg_policy y on y.polrelid = c.oid and obj_description(y.oid, 'pg_policy') <> 'true'
join pg_type t on t.oid = a.atttypid
where c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and a.attnum > 0 and not a.attisdropped
  and has_column_privilege('m_eve', c.oid, a.attnum, 'select') and t.typcategory not in ('N', 'B');

select ok((select count(*) from asked) > 150, 'a requester may ask about many columns');
select is_empty($$
    select k.relation || '.' || k.column from asked k
    join pg_statistic s on s.starelid = k.attrelid and s.staattnum = k.attnum
    where not k.is_our_word $$,
    'statistics are there of words of ours alone');
select is_empty($$
    select x.indexrelid::regclass from pg_index x join pg_statistic s on s.starelid = x.indexrelid
    where x.indrelid in (select k.attrelid from asked k) $$, 'and of no expression of an index');

-- The rows that EXPLAIN expects, for whoever asks.
create function t.expected(relation regclass, condition text) returns numeric language plpgsql as $$
declare
    plan jsonb;
begin
    execute format('explain (format json) select from %s where %s', relation, condition) into plan;
    return (plan #>> '{0,Plan,Plan Rows}')::numeric;
end $$;
-- What an attacker tries about a column: values as text, in each way that statistics know of. Null: all are alike.
create function t.told(relation regclass, name text, present text, absent text) returns text language plpgsql as $$
declare
    way text;
begin
    foreach way in array array['%I = %L', '%I <> %L', '%I < %L', '%I >= %L',
                               '%I::text ~~ (left(translate(%L, $q$_$q$, $q$x$q$), 14) || $q$%%$q$)'] loop
        if t.expected(relation, format(way, name, present))
           is distinct from t.expected(relation, format(way, name, absent)) then
            return format(way, name, present);
        end if;
    end loop;
    return null;
end $$;

-- A value of ann's for each column that has one, and one of its kind and length that nobody has.
create temp table tried (relation regclass, name text, present text, absent text);
grant select on tried to public;
do $$
declare
    k record;
begin
    for k in select * from asked where category in ('S', 'D') and not is_our_word loop
        execute format(
            'insert into tried select %L, %L, v, case when %L = ''D'' then ''2001-02-03'' '
            'else repeat(''z'', length(v)) end '
            'from (select %I::text as v from %s where %I is not null order by 1 offset 40 limit 1) f',
            k.relation, k.column, k.category, k.column, k.relation, k.column);
    end loop;
end $$;
select ok((select count(*) from tried) > 25, 'values are tried in many columns');
set role m_eve;
select is_empty($$ select t.told(relation, name, present, absent) from tried
    where t.told(relation, name, present, absent) is not null $$,
    'a value that another tenant has is estimated as one that nobody has');
select is((select count(*) from forge.notes), 0::bigint, 'and cannot be read');
reset role;

-- With statistics it would be told: the test sees what it looks for.
alter table forge.merge_requests alter column title set statistics 1000;
analyze forge.merge_requests;
set role m_eve;
select isnt(t.told(relation, name, present, absent), null, 'statistics of a title would tell it')
from tried where relation = 'forge.merge_requests'::regclass and name = 'title';
reset role;
select * from finish();
rollback;
