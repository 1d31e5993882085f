create or replace function forge.export_others(run bigint)
returns table (full_name text, place text, web text, pulls_upto bigint, pulls_by bigint, issues_upto bigint,
               issues_by bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.full_name, coalesce(e.options ->> 'owner', split_part(e.source, '/', 1)) || '/'
               || coalesce(e.options ->> 'name', split_part(e.source, '/', 2)), e.options ->> 'web',
           coalesce((select max(m.iid) from forge.merge_requests m where m.project_id = p.id), 0),
           forge.number_at(r.target, 0, case w.scheme when 'pulls_first' then 0 else w.moved_by end),
           coalesce((select max(i.iid) from forge.issues i where i.project_id = p.id), 0),
           forge.number_at(r.target, 0, case w.scheme when 'pulls_first' then w.moved_by else 0 end)
    from brigade.runs r
    join forge.projects o on o.id = r.project_id
    join forge.projects p on p.owner = o.owner and p.id <> o.id
    left join lateral (
        select x.source, x.options from brigade.runs x
        where x.project_id = p.id and x.target = r.target and x.state not in ('failed', 'cancelled')
        order by x.id desc limit 1) e on true
    cross join lateral (select coalesce(e.options ->> 'numbers', 'pulls_first') as scheme) s
    cross join lateral (select s.scheme, forge.numbers_moved_by(p.id, s.scheme) as moved_by) w
    where r.id = export_others.run
    order by p.id;
$$;
comment on function forge.export_others(bigint) is
$$What texts of an export's project may refer to in other projects of the same owner. place: owner and name of each at
the same target, by its newest export; null: it has none. web: the address of its page there; null: not known. Numbers
up to pulls_upto and issues_upto are there, moved by pulls_by and issues_by.$$;
