create or replace function brigade.reading(run bigint, stage text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select string_agg(format('%s: page %s%s', replace(l.kind, '_', ' '), l.page, ' of ' || l.pages), ', '
        order by l.place)
           || case when max(l.count) > 3 then format(' and %s lists more', max(l.count) - 3) else '' end
    from (
        select j.kind, j.page, j.pages, row_number() over (order by j.id) as place, count(*) over () as count
        from brigade.jobs j
        where j.run_id = reading.run and j.stage = reading.stage and j.state = 'ready' and j.page > 1) l
    where l.place <= 3;
$$;
comment on function brigade.reading(bigint, text) is
$$Which lists of a stage are being read, and how far: "merge requests: page 3 of 7"; without "of" where the server
does not say. Null: none that goes beyond its first page. For brigade.stage_progress and brigade.progress$$;
