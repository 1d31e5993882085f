create or replace function forge.export_archive(run bigint)
returns table (owner text, name text, archive text, as_of bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(r.options ->> 'owner', split_part(r.source, '/', 1)), w.name,
           format('%s-%s.tar.gz', w.name, r.project_id), extract(epoch from date_trunc('second', r.as_of))::bigint
    from brigade.runs r
    cross join lateral (select coalesce(r.options ->> 'name', split_part(r.source, '/', 2)) as name) w
    where r.id = export_archive.run;
$$;
comment on function forge.export_archive(bigint) is
$$Whose an export's project will be and what it will be called at the target; the archive that holds it, and the time of
its members, in seconds since 1970.$$;
