create or replace function brigade.completions(kind text, target text default null)
returns table (word text, about text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    (select r.id::text, concat_ws(', ', r.source, coalesce(r.target, nullif(r.mode, 'full')), r.state, r.verdict)
     from brigade.runs r
     where kind in ('IMPORT', 'RUN') or kind = 'EXPORT' and r.target is not null
     order by r.id desc limit 100)
    union all
    (select s.source, null
     from (select r.source from brigade.runs r where r.target is null
           union select r.workspace from brigade.runs r where r.target is null) s
     where kind = 'SOURCE' order by s.source limit 1000)
    union all
    (select distinct r.workspace, null from brigade.runs r where kind = 'WORKSPACE' and r.workspace is not null
     order by r.workspace limit 1000)
    union all
    (select p.name, p.description from brigade.pipelines p where kind = 'TARGET' and p.hands_out order by p.name)
    union all
    (select distinct on (o.name, v.n) concat(o.name, '=', v.value), o.description
     from brigade.target_options o
     left join lateral regexp_split_to_table(o.pattern, '\|') with ordinality v(value, n)
         on o.pattern ~ '^[a-z_]+(\|[a-z_]+)*$'
     where kind = 'KEY=VALUE' and (completions.target is null or o.target = completions.target) order by o.name, v.n)
    union all
    (select p.name, p.description from brigade.parts p where kind = 'PART' order by p.position)
    union all
    (select c.name, c.kind from brigade.credentials c where completions.kind = 'CREDENTIAL' order by c.name limit 1000)
    union all
    (select p.name, null from brigade.places p where kind = 'PLACE' and p.lost_at is null order by p.name)
    union all
    (select s.name, min(s.description)
     from brigade.pipelines p join brigade.stages s on s.pipeline = p.name
     where kind = 'STAGE' group by s.name order by min(s.position), s.name);
$$;
comment on function brigade.completions(text, text) is
$$Words that may stand where a help text of the command line has kind, such as IMPORT, SOURCE or TARGET, and what they
mean: `brigade completion` has shells offer them. target: for kind KEY=VALUE, whose options.
An unknown kind has none.$$;
