create or replace function forge.talks_to_read(run bigint, after bigint, most integer)
returns table (iid bigint, is_listed boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with noted as (
        select t.iid, t.is_listed
        from brigade.runs i join forge.unread_talks t on t.project_id = i.project_id
        where i.id = run and t.iid > after
        union
        select u.iid, false from forge.unseen(run => run) u where u.iid > after)
    select t.iid, bool_or(t.is_listed)
    from noted t
    where not exists (
        select from brigade.run_stages s
        join brigade.jobs j on j.run_id = s.run_id and j.stage = s.stage and j.key = t.iid || '/both/1'
        where s.run_id = run)
    group by t.iid
    order by t.iid limit most;
$$;
comment on function forge.talks_to_read(bigint, bigint, integer) is
$$Merge requests whose comments and tasks are to be read, in order, behind `after`, without those that this run reads
already. is_listed: the merge request itself was read from a list. Else it is read alone.$$;
