create or replace function brigade.retry(run bigint, stage text default null, key text default null) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    retried constant text[] := '{queued,running,paused,finished,failed}';
    taken_up bigint;
    hastened bigint;
    starts_again text[];
    starts_whole text[];
    lists jsonb;
    children bigint := 0;
    refusal text := brigade.lost_right(run);
begin
    perform brigade.check_own(run);
    if refusal is not null then
        raise exception using errcode = '42501', message = refusal;
    end if;
    if exists (select from brigade.runs r where r.id = retry.run and r.state = 'cancelled') then
        perform from brigade.run_command(retry.run, retried, 'retry');
    end if;
    if retry.stage is not null and not exists (
        select from brigade.runs i join brigade.stages t on t.pipeline = i.pipeline
        where retry.run in (i.id, i.parent_id) and t.name = retry.stage) then
        raise exception using errcode = '22023',
            message = format('there is no stage "%s"', retry.stage),
            hint = format('Stages are: %s.', (
                select string_agg(t.name, ', ' order by t.depth, t.position)
                from (select distinct i.id <> retry.run as depth, s.position, s.name
                      from brigade.runs i join brigade.stages s on s.pipeline = i.pipeline
                      where retry.run in (i.id, i.parent_id)) t));
    end if;

    if brigade.children_stage(retry.run) is not null then
        children := brigade.retry_children(retry.run, retry.stage, retry.key);
    end if;

    perform from brigade.runs i where i.id = retry.run for key share; -- against deletion, as brigade.finish does
    if brigade.hands_out(retry.run) then
        perform from brigade.jobs j where j.run_id = retry.run order by j.id for no key update;
        select count(*) into taken_up from brigade.jobs j where j.run_id = retry.run and j.state = 'failed';
        if taken_up > 0 then
            -- Each stage makes something of all that those before it have written: no part is mended by itself.
            perform brigade.start_over(retry.run);
            return taken_up;
        end if;
    end if;
    -- A failed thing is taken up by its own job, and so is one that was gone. A thing that a list hid is found by
    -- reading the list again.
    lists := brigade.lists_to_read(retry.run, retry.stage, retry.key);
    -- Stages start again from their first jobs when they sum up, or when they read what a retried one brings.
    starts_again := array(
        select t.name from brigade.run_stages s join brigade.stages t on t.pipeline = s.pipeline and t.name = s.stage
        where s.run_id = retry.run and (t.sums_up
           or exists (select from jsonb_to_recordset(lists) l(stage text) where l.stage = t.reads)
           or exists (
                select from brigade.jobs j
                where j.run_id = retry.run and j.stage = t.reads and j.state = 'failed'
                  and (retry.stage is null or j.stage = retry.stage) and (retry.key is null or j.key = retry.key))));
    -- A stage that plans finds what is new, and keeps what it has read.
    starts_whole := array(
        select t.name from brigade.runs i join brigade.stages t on t.pipeline = i.pipeline
        where i.id = retry.run and t.name = any (starts_again) and t.plans = '{}');
    perform from brigade.pages p
    where p.run_id = retry.run
      and (p.thing in (select k.thing from brigade.things_of(retry.run) k where k.stage = any (starts_whole))
        or (p.thing, p.list) in (select l.thing, l.list from jsonb_to_recordset(lists) l(thing text, list text)))
    order by p.thing, p.list, p.page for update;
    -- Jobs of stages that start again are deleted later. They are locked here with the others, by ascending id and
    -- before the run's rows.
    with again as (
        select distinct on (a.stage, a.key) a.stage, a.key, a.next_state from (
            select l.stage, l.job as key, 'ready' as next_state from jsonb_to_recordset(lists) l(stage text, job text)
            union all
            -- What the source did not have may be there now.
            select o.stage, o.key, 'ready' from brigade.omissions o
            where o.run_id = retry.run and o.reason = 'gone'
              and (retry.stage is null or o.stage = retry.stage) and (retry.key is null or o.key = retry.key)
            union all
            select l.stage, p.job, 'gone' from jsonb_to_recordset(lists) l(stage text, thing text, list text)
            join brigade.pages p on p.run_id = retry.run and p.thing = l.thing and p.list = l.list and p.page > 1
            union all
            -- Things without a number of their own are known by their place on a page. Another one may stand there
            -- now.
            select l.stage, j.key, 'gone' from jsonb_to_recordset(lists) l(stage text, list text)
            join brigade.jobs j on j.run_id = retry.run and j.stage = l.stage
                and j.key > l.list || '/' and j.key < l.list || '0' and j.key ~ '/item/[0-9]+$'
            union all
            select l.stage, k, 'gone' from jsonb_to_recordset(lists) l(stage text, items jsonb),
                   jsonb_array_elements_text(l.items) k) a
        order by a.stage, a.key, a.next_state desc),
    locked as (
        select j.id, j.stage, j.key, j.state, a.next_state
        from brigade.jobs j left join again a on a.stage = j.stage and a.key = j.key
        where j.run_id = retry.run and j.kind <> 'child' and (j.state = 'failed' or j.stage = any (starts_again)
            or a.key is not null)
        order by j.id for no key update of j),
    chosen as (
        select l.id, l.stage, l.key, l.state, case when l.next_state = 'gone' or l.state <> 'failed' then l.next_state
            else 'ready' end as next_state
        from locked l
        where l.state = 'failed' and (retry.stage is null or l.stage = retry.stage)
            and (retry.key is null or l.key = retry.key)
           or (l.state = 'done' and l.next_state is not null or l.state = 'failed' and l.next_state = 'gone')
               and l.stage <> all (starts_whole)),
    reopened as (
        update brigade.jobs j set state = 'ready', uncounted = j.attempt, run_after = now(), worker = null,
            token = null, refused_by = null, first_error_at = null
        from chosen c where j.run_id = retry.run and j.id = c.id and c.next_state = 'ready'
        returning j.stage, j.key, j.id, j.attempt),
    gone as (
        delete from brigade.jobs j using chosen c where j.run_id = retry.run and j.id = c.id
            and c.next_state = 'gone'
        returning j.stage, j.key, j.id),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs, attempts)
        select retry.run, 'jobs', 'retried', r.stage, array_agg(r.id order by r.id),
               array_agg(r.attempt order by r.id)
        from reopened r group by r.stage
        union all
        select retry.run, 'jobs', 'removed', g.stage, array_agg(g.id order by g.id), null from gone g
            group by g.stage),
    forgotten as (
        delete from brigade.failures f using (select stage, key from reopened union all select stage, key from gone) r
        where f.run_id = retry.run and f.stage = r.stage and f.key = r.key),
    unnoted as (
        delete from brigade.omissions o using reopened r
        where o.run_id = retry.run and o.stage = r.stage and o.key = r.key and o.reason = 'gone'),
    unread as (
        delete from brigade.pages p using jsonb_to_recordset(lists) l(thing text, list text)
        where p.run_id = retry.run and p.thing = l.thing and p.list = l.list and p.page > 1),
    counted as (
        update brigade.run_stages s
        set pending = s.pending + r.ready, failed = s.failed - r.failed, done = s.done - r.done,
            state = case when s.state = 'done' then 'waiting' else s.state end
        from (select c.stage, count(*) filter (where c.next_state = 'ready') as ready,
            count(*) filter (where c.state = 'failed') as failed,
                     count(*) filter (where c.state = 'done') as done
              from chosen c group by c.stage order by c.stage) r
        where s.run_id = retry.run and s.stage = r.stage
        returning r.ready)
    select coalesce(sum(c.ready), 0) into taken_up from counted c;
    hastened := brigade.hasten(retry.run, retry.stage, retry.key);
    if taken_up = 0 then
        return children + hastened;
    end if;

    perform from brigade.run_command(retry.run, retried, 'retry');
    perform brigade.start_again(retry.run, starts_again);
    perform brigade.carry_on(retry.run);
    return children + taken_up + hastened;
end $$;
comment on function brigade.retry(bigint, text, text) is
$$Takes up again what failed, is missing or was gone: all of an import (or of all imports of a workspace), one stage,
or one key (see brigade.missing and brigade.omissions).
Lists that were too short are read again from their first page. Stages that read what those brought start again.
What waits for its next attempt is due at once. An export of which something failed begins again, whatever stage or
key is asked for.
The retry budget of these jobs starts anew, the stage and the import reopen, and the verdict follows.
Returns how many jobs were taken up.
Raises 42501 when a credential of the import may not be used any more, 55000 when it was cancelled.
Locks pages first, then jobs by ascending id, then the import's rows.$$;
