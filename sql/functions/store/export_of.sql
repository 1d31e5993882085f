create or replace function brigade.export_of(run bigint)
returns table (source text, generation integer, as_of text, target text, failed bigint,
               has_changed boolean, newer bigint, storage_key uuid, adopts_storage boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.source, coalesce(r.generation, 1), to_char(r.as_of at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
           r.target,
           (select count(*) from brigade.failures f where f.run_id = r.id),
           exists (
                select from brigade.runs i
                where i.project_id = r.project_id and i.target is null
                  and (i.state = 'running' or exists (
                        select from brigade.events e
                        where e.run_id = i.id and e.subject = 'run' and e.at > r.planned_at))),
           (select min(n.id) from brigade.runs n
            where n.project_id = r.project_id and n.target = r.target and n.id > r.id and n.directory is not null),
           k.key, coalesce(k.adopts, false)
    from brigade.runs r left join forge.storage_keys k on k.project_id = r.project_id where r.id = export_of.run;
$$;
comment on function brigade.export_of(bigint) is
$$What the jobs of an export need to know of it, and whose folders of storage are.
An export of a whole workspace has no folders. failed: its jobs that have failed so far. has_changed: an import of the
project ran since the export was planned, so that what was written may not fit together. newer: an export of it
to the same target that was asked for later, and is published already.$$;
