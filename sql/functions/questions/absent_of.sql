create or replace function brigade.absent_of(run bigint, thing text) returns table (key text, list text)
language plpgsql stable cost 100000 rows 10 set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan -- fifteen tables are named below: planning takes longer than reading
as $$
#variable_conflict use_column
declare
    project constant bigint := (select i.project_id from brigade.runs i where i.id = run);
begin
    -- This groups and does not join, because the planner does not know how many keys a page names and may choose a
    -- nested loop. Whether there is anything to group is asked first, because that remembers only what the lists name.
    return query
    select u.key, min(u.list)
    from (select key, g.list, false as is_here
          from brigade.pages g cross join unnest(g.keys) key
          where g.run_id = run and g.thing = absent_of.thing and not starts_with(key, 'draft:')
          union all
          select h.key, null, true
          from brigade.holdings h where h.project_id = project and h.thing = absent_of.thing) u
    where exists (
        select key from brigade.pages g cross join unnest(g.keys) key
        where g.run_id = run and g.thing = absent_of.thing and not starts_with(key, 'draft:')
        except
        select h.key from brigade.holdings h where h.project_id = project and h.thing = absent_of.thing)
    group by u.key having not bool_or(u.is_here);
end $$;
comment on function brigade.absent_of(bigint, text) is
$$What lists of an import named, one thing of brigade.things, and what is not here? With the first list that named
each.$$;
