create or replace function forge.export_milestones(project bigint)
returns table (number bigint, title text, description text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with named as (
        select forge.export_milestone(s.name) as title, '' as description from forge.milestones s
        where s.project_id = export_milestones.project
        union all
        select forge.export_milestone(i.milestone), 'Named by issues alone' from forge.issues i
        where i.project_id = export_milestones.project and i.milestone <> ''),
    titled as (
        select distinct on (n.title collate "C") n.title, n.description from named n
        order by n.title collate "C", n.description)
    select row_number() over (order by t.title collate "C"), t.title, t.description from titled t;
$$;
comment on function forge.export_milestones(bigint) is
$$Milestones of a project, those too that issues alone name, where a target wants each title once: numbered from 1 by
title.$$;
