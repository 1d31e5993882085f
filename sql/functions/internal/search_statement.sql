create or replace function forge.search_statement(language name) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- $1 query, $2 projects, $3 project or null, $4 owners, $5 everything, $6 most. What the index finds comes first,
    -- whatever the planner thinks of it, and only where it stands; then the newest of each kind are read and ranked.
    select 'with hits as (' || string_agg(format($s$(
        with found as materialized (
            select t.ctid as place, %7$s as at from forge.%2$I t
            where to_tsvector(%3$L::regconfig, %4$s) @@ $1 and %5$s limit 10000),
        newest as materialized (select f.place from found f order by f.at desc nulls last limit 100),
        read as materialized (select %1$s from newest f join forge.%2$I t on t.ctid = f.place)
        select f.*, ts_rank(to_tsvector(%3$L::regconfig, f.words), $1, 1) * %6$s as rank from read f)$s$,
        c.columns, s.name, language, s.words, x.condition, x.weight, x.at), ' union all ' order by s.name)
        || format($s$),
        best as (select h.* from hits h order by h.rank desc, h.at desc nulls last, h.key limit $6)
        select b.project_id, p.full_name, b.thing, b.iid, b.key, coalesce(b.title, m.title, i.title),
               coalesce(u.display_name, u.nickname), b.at, b.rank::real,
               ts_headline(%L::regconfig, left(b.words, 10000), $1,
                   'StartSel=«, StopSel=», MaxWords=24, MinWords=12'),
               case when b.thing = 'users' then null else forge.web_of(p.raw, p.full_name) end || case
                   when b.thing in ('issues', 'issue_notes') then '/issues/' else '/pull-requests/' end || b.iid
                   || case when b.thing like '%%_notes' then '#comment-' || b.key else '' end
        from best b
        left join forge.projects p on p.id = b.project_id
        left join forge.users u on u.id = b.author_id
        left join forge.merge_requests m on m.project_id = b.project_id and m.iid = b.iid
            and b.thing in ('merge_request_notes', 'tasks')
        left join forge.issues i on i.project_id = b.project_id and i.iid = b.iid and b.thing = 'issue_notes'
        order by b.rank desc, b.at desc nulls last, b.key$s$, language)
    from forge.searched() s
    join (values
        ('merge_requests', 'project_id, ''merge_requests'' as thing, iid, iid::text as key, title, author_id',
         'created_at', 'project_id = any ($2)', 4),
        ('issues', 'project_id, ''issues'' as thing, iid, iid::text as key, title, author_id', 'created_at',
         'project_id = any ($2)', 4),
        ('notes', 'project_id, noteable_type || ''_notes'' as thing, noteable_iid as iid, source_id::text as key, '
         'null::text as title, author_id', 'created_at', 'project_id = any ($2) and not pending', 1),
        ('tasks', 'project_id, ''tasks'' as thing, merge_request_iid as iid, source_id::text as key, '
         'null::text as title, creator_id as author_id', 'created_at', 'project_id = any ($2)', 2),
        ('users', 'null::bigint as project_id, ''users'' as thing, null::bigint as iid, key, display_name as title, '
         'id as author_id', 'null::timestamptz',
         '(owner = any ($4) or $5) and ($3 is null or id in (select forge.people_of($3)))', 2))
         x(name, columns, at, condition, weight)
      on x.name = s.name
    cross join lateral (select x.columns || ', ' || x.at || ' as at, ' || s.words || ' as words' as columns) c;
$$;
comment on function forge.search_statement(name) is
$$The statement of forge.search, for a language: PostgreSQL takes an index only where the expression is literally its
own.$$;
