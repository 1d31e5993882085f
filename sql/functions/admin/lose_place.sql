create or replace function brigade.lose_place(name text) returns table (what text, run_id bigint, source text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    doomed bigint;
    projects bigint[];
    run brigade.runs;
begin
    select p.id into doomed from brigade.places p where p.name = lose_place.name and p.lost_at is null
    for no key update;
    if not found then
        raise exception using errcode = 'P0002', message = format('there is no place %s', lose_place.name),
            hint = 'See: brigade places.';
    end if;
    update brigade.places p set lost_at = clock_timestamp() where p.id = doomed;
    with homeless as (
        delete from brigade.project_places h where h.place_id = doomed returning h.project_id)
    select coalesce(array_agg(h.project_id), '{}') into projects from homeless h;
    delete from brigade.turns t where t.place_id = doomed;

    -- Of each project, the newest import that brought everything, and what is under way and has begun.
    for run in
        select r.* from brigade.runs r
        where r.project_id = any (projects)
          and (r.state in ('running', 'paused')
            or r.id = (
                select max(n.id) from brigade.runs n
                where n.project_id = r.project_id and n.mode = 'full'
                  and n.state in ('running', 'paused', 'finished')))
        order by r.id
    loop
        what := case when run.target is not null then 'export begins again' else 'import fetches again' end;
        run_id := run.id;
        source := run.source;
        perform brigade.start_over(run.id);
        return next;
    end loop;
    return query
        select 'published output is lost', r.id, r.directory
        from brigade.runs r
        where r.project_id = any (projects) and r.directory is not null and r.state = 'finished'
        order by r.id;
    return query
        select 'no import to fetch it again', null::bigint, (
            select r.source from brigade.runs r where r.project_id = p.id and r.source is not null
            order by r.id desc limit 1)
        from unnest(projects) p(id)
        where not exists (
            select from brigade.runs r
            where r.project_id = p.id and r.mode = 'full' and r.state in ('running', 'paused', 'finished'))
        order by p.id;
end $$;
comment on function brigade.lose_place(text) is
$$Says that a place is lost for good. What lived there is fetched again by workers of other places: the newest import of
each project begins again with its first stage, and so does what is under way. What the source has no more, those
imports name as failures. A worker that comes back with that storage is refused.
Returns what becomes of what: imports that fetch again, exports that begin again, published output that was there,
projects that no import can fetch again, because none of them came to an end.
Raises P0002 when there is no such place.
Locks the place, then jobs by ascending id and the run, run by run.$$;
