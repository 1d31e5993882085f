create or replace function brigade.count_project(project bigint) returns jsonb
language plpgsql stable cost 100000 set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan -- fifteen tables are named below: planning takes longer than counting
as $$
begin
    return (
        select jsonb_object_agg(t.thing, t.here)
        from (
            select h.thing, count(*) as here from brigade.holdings h
            where h.project_id = count_project.project group by h.thing) t);
end $$;
comment on function brigade.count_project(bigint) is
$$How many things of each sort (brigade.things) are here, of one project? {thing: number}, without those of which there
is none; null: there is nothing.$$;
