create or replace function brigade.retry(import bigint, stage text default null, key text default null) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    taken_up bigint;
    last_stage text := (select t.name from brigade.stages t order by t.position desc limit 1);
begin
    if retry.stage is not null and not exists (select from brigade.stages t where t.name = retry.stage) then
        raise exception using errcode = '22023',
            message = format('there is no stage "%s"', retry.stage),
            hint = format('Stages are: %s.', (select string_agg(t.name, ', ' order by t.position) from brigade.stages t));
    end if;
    if not exists (select from brigade.imports i where i.id = retry.import) then
        perform brigade.import_command(retry.import, array['failed'], 'retry');
    end if;

    -- Jobs of the last stage, which go, are locked with those that failed: by ascending id, before the import's rows.
    with locked as (
        select j.id, j.stage, j.key, j.state from brigade.jobs j
        where j.import_id = retry.import and (j.state = 'failed' or j.stage = last_stage)
        order by j.id for no key update),
    failed as (
        select l.id, l.stage from locked l
        where l.state = 'failed' and (retry.stage is null or l.stage = retry.stage) and (retry.key is null or l.key = retry.key)),
    reopened as (
        update brigade.jobs j set state = 'ready', spared = j.attempt, run_after = now(), worker = null
        from failed f where j.import_id = retry.import and j.id = f.id
        returning j.stage, j.key),
    forgotten as (
        delete from brigade.failures f using reopened r
        where f.import_id = retry.import and f.stage = r.stage and f.key = r.key),
    counted as (
        update brigade.import_stages s
        set pending = s.pending + r.jobs, failed = s.failed - r.jobs,
            state = case when s.state = 'done' then 'waiting' else s.state end
        from (select r.stage, count(*) as jobs from reopened r group by r.stage) r
        where s.import_id = retry.import and s.stage = r.stage
        returning r.jobs)
    select coalesce(sum(c.jobs), 0) into taken_up from counted c;
    if taken_up = 0 then
        return 0;
    end if;

    perform from brigade.import_command(retry.import,
        array['queued', 'running', 'paused', 'finished', 'failed'], 'retry');
    -- The last stage sums up: it starts again from its first jobs, also when a worker has one of the old ones in hand.
    delete from brigade.jobs j where j.import_id = retry.import and j.stage = last_stage and j.state <> 'failed';
    update brigade.import_stages s set state = 'waiting', pending = 0, done = 0
    where s.import_id = retry.import and s.stage = last_stage;
    update brigade.imports i
    set state = case when i.state in ('finished', 'failed') then 'running' else i.state end,
        verdict = null, finished_at = null, error = case when i.state = 'paused' then i.error end
    where i.id = retry.import;
    perform brigade.reopen(retry.import);
    return taken_up;
end $$;
comment on function brigade.retry(bigint, text, text) is
'Takes up again what failed: everything of an import, of one stage, or one key (see brigade.failures). Their retry budget starts anew, the stage and the import reopen, and the verdict follows. Returns how many jobs; 0 when nothing had failed';
