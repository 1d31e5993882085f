create or replace function forge.probe_fits(run bigint, iids jsonb) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    with talk as materialized (
        select t.iid, coalesce(t.task_count, 0) > 0 as has_open from forge.talks(run => run) t),
    named as (
        select x::bigint as iid from jsonb_array_elements_text(probe_fits.iids) x
        union
        select unnest(p.iids) from brigade.probes p where p.run_id = run and p.name = 'open')
    select case when not exists (
            select from (select t.iid from talk t where t.has_open) t
            full join named n on n.iid = t.iid where t.iid is null or n.iid is null)
        then (select count(*) * 9 / 10 from talk) end;
$$;
comment on function forge.probe_fits(bigint, jsonb) is
$$Whether an answer names exactly the merge requests that are known to have open tasks: those of earlier pages and
iids, the numbers of the last one. Then it returns how many with resolved ones the server may name: an answer that names
more saves nothing, or has not understood the question. Null: it does not fit.$$;
