create or replace function brigade.extend(worker text, run bigint, token uuid, ids bigint[], doing text default null)
returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    kept bigint;
begin
    with held as (
        select j.id from brigade.jobs j join unnest(ids) h(id) on h.id = j.id
        where j.run_id = extend.run and j.token = extend.token and j.state = 'ready'
        order by j.id for no key update of j),
    extended as (
        update brigade.jobs j set run_after = clock_timestamp() + t.lease
        from held h, brigade.runs r, brigade.stages t
        where j.run_id = extend.run and j.id = h.id and r.id = j.run_id and t.pipeline = r.pipeline and t.name = j.stage
        returning 1)
    select count(*) into kept from extended;
    update brigade.worker_sessions w set seen_at = clock_timestamp(), doing = coalesce(extend.doing, w.doing)
    where w.worker = extend.worker;
    return kept;
end $$;
comment on function brigade.extend(text, bigint, uuid, bigint[], text) is
$$A sign of life: extends the leases of a claim that the worker still holds.
token: of that claim. doing: what people are shown about the worker; null: as it was.
Returns how many leases those are. When they are fewer than ids, other workers have the rest.
Locks jobs by ascending id.$$;
