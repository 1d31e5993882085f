-- The conventions of sql/, asked of the catalogue: each query lists the offenders, and must list nothing.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

create temp view ours as
select c.oid, c.oid::regclass::text as name, c.relname, c.relkind, c.relacl, c.relowner
from pg_class c
where c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm');
create temp view ours_functions as
select p.* from pg_proc p where p.pronamespace in ('brigade'::regnamespace, 'forge'::regnamespace);

select ok((select count(*) from ours) > 20 and (select count(*) from ours_functions) > 30,
    'there is something to look at');

select is_empty($$ select n.nspname from pg_namespace n
    where n.nspname in ('brigade', 'forge') and obj_description(n.oid, 'pg_namespace') is null $$,
    'every schema has a comment');
select is_empty($$ select name from ours where coalesce(obj_description(oid, 'pg_class'), '') = '' $$,
    'every table and view has a comment');
select is_empty($$ select o.name || '.' || a.attname from ours o join pg_attribute a on a.attrelid = o.oid
    where a.attnum > 0 and not a.attisdropped and coalesce(col_description(o.oid, a.attnum), '') = '' $$,
    'every column of a table or view has a comment');
select is_empty($$ select oid::regprocedure from ours_functions where coalesce(obj_description(oid, 'pg_proc'),
    '') = '' $$,
    'every function has a comment');
select is_empty($$ select y.oid::regtype from pg_type y
    where y.typnamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and y.typtype in ('e', 'd')
      and obj_description(y.oid, 'pg_type') is null $$,
    'every type has a comment');

-- A caller's search_path must not choose what a function means.
select is_empty($$ select oid::regprocedure from ours_functions
    where not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false) $$,
    'every function pins its search_path to pg_catalog, pg_temp');
select is_empty($$ select oid::regprocedure from ours_functions
    where prosecdef and not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false) $$,
    'no security definer without a pinned path');
select is_empty($$ select p.oid::regprocedure from ours_functions p,
    aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where a.grantee = 0 $$,
    'public may execute no function');
select is_empty($$ select o.name from ours o, aclexplode(coalesce(o.relacl, acldefault('r', o.relowner))) a
    where a.grantee = 0 $$,
    'public may use no table or view');
select is_empty($$ select n.nspname from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    where n.nspname in ('brigade', 'forge') and a.grantee = 0 $$,
    'public may not use the schemas');

-- A hint reaches who typed a verb as it reaches who inserted a row.
create temp view hints as
select p.oid, l[1] as words
from ours_functions p
cross join lateral regexp_matches(p.prosrc, '\mhint = (.*?);\n', 'g') h
cross join lateral regexp_matches(h[1], '''((?:[^'']|'''')*)''', 'g') l;
select cmp_ok((select count(*) from hints), '>', 50::bigint, 'the hints are found');
select is_empty($$ select oid::regprocedure, words from hints where words ~* '\m(null|insert|the row)\M' $$,
    'no hint speaks of null or of inserting');

-- Without a key nothing can be upserted, and a row cannot be named.
select is_empty($$ select o.name from ours o where o.relkind = 'r' and not exists (
    select from pg_constraint k where k.conrelid = o.oid and k.contype in ('p', 'u')) $$,
    'every table has a primary or unique key');

-- Foreign keys without an index make deletes of the other side slow. These never meet one:
create temp table unindexed_for_a_reason (key text, reason text);
insert into unindexed_for_a_reason values
    ('brigade.runs(pipeline,stage)', 'stages are never deleted'),
    ('brigade.run_stages(pipeline,stage)', 'stages are never deleted'),
    ('brigade.stages(pipeline,reads)', 'stages are never deleted'),
    ('brigade.parts(needs)', 'parts are few and never deleted'),
    ('brigade.things(part)', 'things are few, and parts never deleted');
create temp view unindexed as
select format('%s(%s)', k.conrelid::regclass, (
    select string_agg(a.attname, ',' order by u.n) from unnest(k.conkey) with ordinality u(attnum, n)
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum)) as key
from pg_constraint k
where k.contype = 'f' and k.connamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
  and not exists (
    select from pg_index x where x.indrelid = k.conrelid and x.indisvalid
      and coalesce(pg_get_expr(x.indpred, x.indrelid) ~ '^\(\w+ IS NOT NULL\)$', true)
      and (x.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey
      and (x.indkey::smallint[])[0:cardinality(k.conkey) - 1] <@ k.conkey);
select is_empty($$ select key from unindexed except select key from unindexed_for_a_reason $$,
    'every foreign key has an index that leads with it, or a reason to have none');
select is_empty($$ select key from unindexed_for_a_reason except select key from unindexed $$,
    'no exception is listed that is none');

select is_empty($$ select o.name || '.' || a.attname from ours o join pg_attribute a on a.attrelid = o.oid
    where a.attnum > 0 and (a.attname ~ '_at$' or a.attname = 'at') and a.atttypid <> 'timestamptz'::regtype $$,
    'what is called *_at is a timestamptz');
select is_empty($$ select o.name || '.' || a.attname from ours o join pg_attribute a on a.attrelid = o.oid
    where a.attnum > 0 and not a.attisdropped and a.atttypid in ('timestamp'::regtype, 'time'::regtype, 'json'::regtype,
        'character varying'::regtype, 'character'::regtype, 'money'::regtype) $$,
    'no time without zone, no json beside jsonb, no text with a length');
select is_empty($$ select o.name || '.' || a.attname from ours o join pg_attribute a on a.attrelid = o.oid
    where a.attnum > 0 and a.attname ~ '(^id|_id|_iid|^iid)$'
        and a.atttypid not in ('bigint'::regtype, 'text'::regtype) $$,
    'numbers that name a thing are bigint');
select is_empty($$ select o.name from ours o where o.relkind = 'r' and o.relname !~ 's$' $$,
    'tables are named in the plural');
select is_empty($$ select name from ours where relname <> lower(relname) or relname ~ '[^a-z0-9_]' $$,
    'names need no quotes');

-- Every key is led by what it belongs to, so that the tables can be partitioned by it.
select is_empty($$ select o.name from ours o join pg_constraint k on k.conrelid = o.oid and k.contype = 'p'
    join pg_attribute a on a.attrelid = o.oid and a.attnum = k.conkey[1]
    where exists (select from pg_attribute p where p.attrelid = o.oid and p.attname in ('project_id', 'run_id')
        and p.attnotnull)
      and a.attname not in ('project_id', 'run_id') $$,
    'keys are led by the project or the import');
select is_empty($$ select o.name from ours o join pg_trigger g on g.tgrelid = o.oid where not g.tgisinternal
    and g.tgenabled <> 'O' $$,
    'every trigger is enabled');
select is_empty($$ select k.conrelid::regclass || ' ' || k.conname from pg_constraint k
    where k.connamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and not k.convalidated $$,
    'every constraint is valid');
select is_empty($$ select i.indexrelid::regclass from pg_index i join ours o on o.oid = i.indrelid
    where not i.indisvalid $$,
    'every index is valid');

-- A plan made at each call costs as much as the claim. The one that is kept does not see the limit, so it may not sort.
select isnt_empty($$ select from ours_functions p where p.proname = 'claim_jobs'
    and '{plan_cache_mode=force_generic_plan,enable_sort=off,enable_bitmapscan=off}' <@ p.proconfig $$,
    'the claim is planned once, in the order of its index');
select is_empty($$ select proname from ours_functions group by pronamespace, proname having count(*) > 1 $$,
    'no function is overloaded: one name, one file');

-- The actor of an event may be unknown. A key in which null is a value like any other counts as a primary key, when
-- the whole row stands for it in a publication.
select is_empty($$ select o.name from ours o join pg_class c on c.oid = o.oid
    where o.relkind in ('r', 'p') and not exists (
        select from pg_index x where x.indrelid = o.oid
            and (x.indisprimary or x.indisunique and x.indnullsnotdistinct and c.relreplident = 'f')) $$,
    'every table has a primary key');
-- A conflict that is not named may be one of numbers: then a row is lost without a word.
select is_empty($$ select oid::regprocedure from ours_functions
    where prosrc ~ 'on conflict\s+do' $$, 'every conflict names its key');
select is_empty($$ select oid::regprocedure from ours_functions where prosrc ~ '\mmd5\(' $$,
    'no function needs md5, which some servers refuse');
select is_empty($$ select x.indexrelid::regclass from pg_index x join ours o on o.oid = x.indrelid
    where pg_get_indexdef(x.indexrelid) ~ '\mmd5\(' $$, 'nor does an index');
select is_empty($$ select o.name from ours o join pg_attribute a on a.attrelid = o.oid
    where a.attidentity <> '' and not exists (
        select from ours_functions f
        where f.proname = 'sequences_behind' and strpos(f.prosrc, quote_literal(o.name)) > 0) $$,
    'sequences_behind looks at every table that gives numbers');

select * from finish();
rollback;
