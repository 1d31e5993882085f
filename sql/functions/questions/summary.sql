create or replace function brigade.summary() returns table (summary text, listed bigint, under_way bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when sum(n.count) > 0
        then format('%s: %s', case sum(n.count) when 1 then '1 repository' else sum(n.count) || ' repositories' end,
            string_agg(format('%s %s', n.count, n.standing), ', ' order by n.place) filter (where n.count > 0))
        when (select count(*) from brigade.shown('all')) > 0 then 'No repository yet'
        else 'There is no import yet: brigade import WORKSPACE/SLUG asks for one' end,
        (select count(*) from brigade.shown('all')), (select count(*) from brigade.shown('running'))
    from (select o.place, o.standing, count(s.run_id) as count
          from unnest(array['running', 'waiting', 'paused', 'failed', 'incomplete', 'complete with notes', 'complete'])
              with ordinality o(standing, place)
          left join brigade.standing s
              on s.standing = o.standing and not s.is_workspace and s.target is null
          group by o.place, o.standing) n;
$$;
comment on function brigade.summary() is
$$How many repositories run, wait and have ended in which way, in a sentence (brigade.standing); and how many runs
brigade.overview lists, of all and of those under way. `brigade status` begins with it.$$;
