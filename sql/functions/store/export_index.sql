create or replace function brigade.export_index(run bigint)
returns table (project_id bigint, source text, directory text, export bigint, state text, verdict text, losses bigint,
               dropped bigint, as_of text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select e.project_id, e.source, e.directory, e.id, e.state, e.verdict, e.losses, e.dropped,
           to_char(e.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    from brigade.runs r join brigade.exports e on e.id = r.id
    where r.parent_id = export_index.run
    order by lower(e.source) collate "C", e.id;
$$;
comment on function brigade.export_index(bigint) is
$$The exports of an export of a whole workspace, as they have ended: a row for each project.$$;
