create or replace function brigade.lists_to_read(run bigint, stage text default null, key text default null)
    returns jsonb
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
    with wanted as (
        select m.stage, m.job, coalesce(jsonb_agg(m.key) filter (where k.has_jobs and m.key is not null), '[]') as items
        from brigade.missing m
        join brigade.things_of(lists_to_read.run) k on k.thing = m.thing
        where m.run_id = lists_to_read.run and m.job is not null
          and (lists_to_read.stage is null or m.stage = lists_to_read.stage)
          and (lists_to_read.key is null or lists_to_read.key in (m.job, m.key))
        group by m.stage, m.job)
    -- A job may read the first pages of several lists, which are then all read again.
    select coalesce(jsonb_agg(jsonb_build_object('stage', w.stage, 'job', w.job, 'thing', l.thing, 'list', l.list,
        'items', w.items)), '[]')
    from wanted w
    join brigade.things_of(lists_to_read.run) k on k.stage = w.stage
    join brigade.lists l on l.run_id = lists_to_read.run and l.thing = k.thing and l.job = w.job;
$$;
comment on function brigade.lists_to_read(bigint, text, text) is
$$The lists that hid something, as brigade.missing says: [{stage, job, thing, list, items}]. brigade.retry calls this.
job: the key of the job that reads the first page. items: the keys of jobs to be made anew.$$;
