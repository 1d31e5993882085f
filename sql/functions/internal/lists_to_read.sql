create or replace function brigade.lists_to_read(run bigint, stage text default null, key text default null)
    returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    with hidden as (
        select m.stage, m.job, m.key, k.has_jobs and m.key is not null as is_item
        from brigade.missing m
        join brigade.things_of(lists_to_read.run) k on k.thing = m.thing
        where m.run_id = lists_to_read.run and m.job is not null
        union
        -- An element that could not be taken travels in the payload of its job: it may have been mended at the source.
        select j.stage, l.job, j.key, j.key !~ '/item/[0-9]+$'
        from brigade.failures f
        join brigade.jobs j on j.run_id = f.run_id and j.stage = f.stage and j.key = f.key
        join brigade.things_of(lists_to_read.run) k on k.stage = j.stage
        join brigade.lists l on l.run_id = j.run_id and l.thing = k.thing and l.list = j.payload ->> 'list'
        where f.run_id = lists_to_read.run and f.class = 'item' and j.state = 'failed'),
    wanted as (
        select h.stage, h.job, coalesce(jsonb_agg(h.key) filter (where h.is_item), '[]') as items,
               -- A later stage may have read the list once more.
               coalesce((
                   select s.stage from brigade.run_stages s
                   join brigade.jobs j on j.run_id = s.run_id and j.stage = s.stage and j.key = h.job
                   where s.run_id = lists_to_read.run order by s.stage = h.stage desc, s.stage limit 1), h.stage)
                   as read_in
        from hidden h
        where (lists_to_read.stage is null or h.stage = lists_to_read.stage)
          and (lists_to_read.key is null or lists_to_read.key in (h.job, h.key))
        group by h.stage, h.job)
    -- A job may read the first pages of several lists, which are then all read again.
    select coalesce(jsonb_agg(jsonb_build_object('stage', w.read_in, 'job', w.job, 'thing', l.thing, 'list', l.list,
        'items', w.items)), '[]')
    from wanted w
    join brigade.things_of(lists_to_read.run) k on k.stage = w.stage
    join brigade.lists l on l.run_id = lists_to_read.run and l.thing = k.thing and l.job = w.job;
$$;
comment on function brigade.lists_to_read(bigint, text, text) is
$$The lists that hid something, as brigade.missing says, or that have elements which could not be taken: [{stage, job,
thing, list, items}]. brigade.retry calls this.
stage, job: which job reads the first page. items: the keys of jobs to be made anew.$$;
