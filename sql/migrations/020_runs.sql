-- The engine's unit is a run: brigade.imports becomes brigade.runs, and what counted imports counts runs. Rows stay
-- where they are, and views of users follow, because PostgreSQL knows tables and columns by number. brigade.imports is
-- a view of the runs that have a source, and brigade.exports one of those that have a target: both are in views/.

-- Triggers and functions are made again behind the migrations, under the names and parameters that they have now.
do $$
declare
    old record;
begin
    for old in
        select t.tgname, t.tgrelid::regclass as name from pg_trigger t join ours_before o on o.oid = t.tgfoid
        where not t.tgisinternal
    loop
        execute format('drop trigger %I on %s', old.tgname, old.name);
    end loop;
    -- Views that users have made may stand on these two, which use functions: they keep their columns and show nothing
    -- until they are made again.
    for old in
        select c.oid::regclass as name, string_agg(
                   format('null::%s as %I', format_type(a.atttypid, a.atttypmod), a.attname),
                   ', ' order by a.attnum) as columns
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relkind = 'v' and c.relnamespace = 'brigade'::regnamespace
          and c.relname in ('progress', 'stage_progress')
        group by c.oid
    loop
        execute format('create or replace view %s as select %s', old.name, old.columns);
    end loop;
end $$;
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where (p.proargnames && array['import', 'import_id', 'hint_import', 'kind', 'outcome']
       or p.prorettype = 'trigger'::regtype or p.proname = 'secret_of')
  and p.proname not in ('add_credential', 'seal_credential', 'check_credential');

alter table brigade.imports rename to runs;
alter table brigade.import_stages rename to run_stages;
alter table brigade.kinds rename to things;
do $$
declare
    old record;
    -- Tables of users stand in these schemas, too: they stay as they are.
    ours oid[] := array(
        select c.oid from pg_class c
        where c.relnamespace = 'brigade'::regnamespace and c.relkind = 'r' and c.relname in ('runs', 'run_stages',
            'things', 'jobs', 'events', 'failures', 'omissions', 'pages', 'tallies', 'meters', 'worker_sessions')
        union all
        select o.oid from ours_before o where o.classid = 'pg_class'::regclass);
begin
    for old in
        select c.oid::regclass as name, a.attname, case
                   when a.attname = 'import_id' or a.attname = 'import' then 'run_id'
                   when a.attname = 'kind' then 'thing' else 'reason' end as becomes
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.oid = any (ours)
          and (a.attname = 'import_id'
            or a.attname = 'import' and c.relname in ('progress', 'stage_progress')
            or a.attname = 'kind' and c.relname in ('things', 'pages', 'tallies', 'holdings', 'lists',
                'missing', 'reconciliation')
            or a.attname = 'outcome' and c.relname in ('omissions', 'reconciliation'))
    loop
        execute format('alter table %s rename column %I to %I', old.name, old.attname, old.becomes);
    end loop;
    -- Indexes and constraints have the names that they would have if the tables had always been called so.
    for old in
        select i.indexrelid::regclass as name, c.relname as old, regexp_replace(regexp_replace(regexp_replace(
                   c.relname, '^imports_', 'runs_'), '^import_stages_', 'run_stages_'), '^kinds_', 'things_') as becomes
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indrelid = any (ours) and c.relname ~ '^(imports|import_stages|kinds)_'
    loop
        execute format('alter index %s rename to %I', old.name, old.becomes);
    end loop;
    for old in
        select k.conrelid::regclass as name, k.conname as old,
                   regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                   k.conname, '^imports_', 'runs_'), '^import_stages_', 'run_stages_'), '^kinds_', 'things_'),
                   '_import_id_', '_run_id_') as becomes
        from pg_constraint k
        where k.conrelid = any (ours) and k.conname ~ '^(imports|import_stages|kinds)_|_import_id_'
    loop
        execute format('alter table %s rename constraint %I to %I', old.name, old.old, old.becomes);
    end loop;
end $$;
alter sequence if exists brigade.imports_id_seq rename to runs_id_seq;
alter table brigade.omissions rename constraint omissions_outcome_check to omissions_reason_check;

-- A stage belongs to a pipeline, and its name is one within it.
alter table brigade.runs drop constraint runs_stage_fkey;
alter table brigade.run_stages drop constraint run_stages_stage_fkey, drop constraint run_stages_run_id_fkey;
alter table brigade.things drop constraint things_stage_fkey;
alter table brigade.stages
    drop constraint stages_reads_fkey, drop constraint stages_pkey, drop constraint stages_position_key,
    drop constraint stages_scope_check, alter column scope drop default;
alter table brigade.stages rename column scope to pipeline;
update brigade.stages set pipeline = 'import' where pipeline = 'repository';
update brigade.stages set name = 'workspace' where name = 'repositories';
update brigade.stages set position = position * 10 where pipeline = 'import';
update brigade.stages set position = 10 where pipeline = 'workspace';
alter table brigade.stages
    add column sums_up boolean not null default false,
    add column follows_children boolean not null default false,
    add constraint stages_pipeline_check check (pipeline ~ '^[a-z][a-z_]*$'),
    add primary key (pipeline, name),
    add unique (pipeline, position) deferrable,
    add foreign key (pipeline, reads) references brigade.stages (pipeline, name);
create unique index stages_sum_up on brigade.stages (pipeline) where sums_up;
create unique index stages_follow_children on brigade.stages (pipeline) where follows_children;

alter table brigade.runs
    add column pipeline text,
    add column target text check (target ~ '^[a-z][a-z_]*$'),
    add column options jsonb check (jsonb_typeof(options) = 'object'),
    alter column source drop not null, alter column workspace drop not null, alter column slug drop not null;
update brigade.runs set pipeline = case when slug = '' then 'workspace' else 'import' end;
update brigade.runs set stage = 'workspace' where stage = 'repositories';
alter table brigade.runs
    alter column pipeline set not null,
    add unique (id, pipeline),
    add foreign key (pipeline, stage) references brigade.stages (pipeline, name),
    add constraint imports_have_a_source check (target is not null or num_nulls(source, workspace, slug) = 0),
    add constraint exports_have_no_source check (target is null or project_id is not null and num_nonnulls(
        source, workspace, slug, issues_export, wiki_source, offline, include, exclude) = 0),
    add constraint options_are_for_exports check (options is null or target is not null);

alter table brigade.run_stages add column pipeline text;
update brigade.run_stages s set pipeline = r.pipeline from brigade.runs r where r.id = s.run_id;
update brigade.run_stages s set stage = 'workspace' where s.stage = 'repositories';
alter table brigade.run_stages
    alter column pipeline set not null,
    add foreign key (run_id, pipeline) references brigade.runs (id, pipeline) on delete cascade,
    add foreign key (pipeline, stage) references brigade.stages (pipeline, name);

alter table brigade.pages drop constraint if exists pages_kind_fkey;
alter table brigade.things
    add column pipeline text,
    add column is_excused boolean not null default false;
update brigade.things set pipeline = 'import' where thing <> 'repositories';
update brigade.things set pipeline = 'workspace', stage = 'workspace' where thing = 'repositories';
alter table brigade.things
    drop constraint things_pkey, drop constraint things_position_key,
    alter column pipeline set not null,
    add primary key (pipeline, thing),
    add unique (pipeline, position) deferrable,
    add foreign key (pipeline, stage) references brigade.stages (pipeline, name);
create index run_stages_pipeline on brigade.run_stages (run_id, pipeline);
drop index brigade.things_stage;
create index things_stage on brigade.things (pipeline, stage);

-- What else names the stage that is called otherwise now, and the jobs of Bitbucket's issue zip, which is an archive.
update brigade.jobs set stage = 'workspace' where stage = 'repositories';
update brigade.failures set stage = 'workspace' where stage = 'repositories';
update brigade.omissions set stage = 'workspace' where stage = 'repositories';
update brigade.events set stage = 'workspace' where stage = 'repositories';
update brigade.worker_sessions set stage = 'workspace' where stage = 'repositories';
update brigade.jobs set kind = replace(kind, 'export', 'archive')
where kind in ('export', 'export_page', 'export_item');
alter table brigade.events drop constraint known_events, drop constraint events_subject_check;
update brigade.events set subject = 'run' where subject = 'import';
alter table brigade.events
    add constraint events_subject_check check (subject in ('run', 'stage', 'jobs')),
    add constraint known_events check (case subject
        when 'run' then event in ('queued', 'running', 'paused', 'finished', 'failed', 'cancelled')
        when 'stage' then event in ('waiting', 'open', 'done') and stage is not null
        else event in ('added', 'claimed', 'done', 'failed', 'again', 'released', 'retried', 'removed')
             and cardinality(jobs) > 0 and (attempts is null or cardinality(attempts) = cardinality(jobs)) end);

-- What workers of the version before have in hand they cannot finish, because they call functions that have other
-- parameters now. Their jobs are due at once, and the attempt does not count.
with held as (
    update brigade.jobs j set spared = j.spared + 1, run_after = clock_timestamp(), worker = null
    from brigade.runs r
    where r.id = j.run_id and r.finished_at is null and j.state = 'ready' and j.worker is not null
    returning j.run_id, j.stage, j.id, j.attempt)
insert into brigade.events (run_id, subject, event, stage, jobs, attempts)
select h.run_id, 'jobs', 'released', h.stage, array_agg(h.id order by h.id), array_agg(h.attempt order by h.id)
from held h group by h.run_id, h.stage;
