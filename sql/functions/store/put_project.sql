create or replace function forge.put_project(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- What was imported while Bitbucket could not be asked turns out to be this repository.
    update forge.projects t set source_uuid = x.source_uuid
    from brigade.runs i, jsonb_to_recordset(rows) as x(source_uuid text, full_name text, offline text)
    where i.id = run and x.offline is null and t.owner = i.requested_by and t.source_uuid = lower(x.full_name)
      and not exists (select from forge.projects o where o.owner = t.owner and o.source_uuid = x.source_uuid);

    with r as (
        select i.requested_by as owner, x.*, (
                   select array_agg(p.name order by p.position) from brigade.parts p
                   where not brigade.brings(i.parts, p.name)) as lacks,
               case when x.offline is not null then (
                   select max(p.id) from forge.projects p
                   where p.owner = i.requested_by and lower(p.full_name) = x.full_name) end as known
        from brigade.runs i,
             jsonb_to_recordset(rows) as x(
                source_uuid text, full_name text, name text, slug text, description text, visibility text,
                default_branch text,
                language text, website text, parent_full_name text, size_bytes bigint, created_at timestamptz,
                updated_at timestamptz, sanitised boolean, raw jsonb, offline text)
        where i.id = run),
    put as (
        insert into forge.projects as t (owner, source_uuid, full_name, name, slug, description, visibility,
            default_branch,
            language, website, parent_full_name, size_bytes, created_at, updated_at, sanitised, raw, lacks)
        select r.owner, r.source_uuid, r.full_name, r.name, r.slug, r.description, r.visibility, r.default_branch,
            r.language, r.website, r.parent_full_name, r.size_bytes, r.created_at, r.updated_at, r.sanitised, r.raw,
            r.lacks
        from r where r.known is null
        on conflict (owner, source_uuid) do update
        set full_name = excluded.full_name, name = excluded.name, slug = excluded.slug,
            description = excluded.description,
            visibility = excluded.visibility, default_branch = excluded.default_branch, language = excluded.language,
            website = excluded.website, parent_full_name = excluded.parent_full_name, size_bytes = excluded.size_bytes,
            created_at = excluded.created_at, updated_at = excluded.updated_at, sanitised = excluded.sanitised,
            raw = excluded.raw
        returning t.id)
    update brigade.runs i set project_id = coalesce(r.known, put.id), offline = r.offline
    from r left join put on true where i.id = run;
    insert into forge.storage_keys (project_id)
    select i.project_id from brigade.runs i where i.id = run and i.project_id is not null
    on conflict (project_id) do nothing;
end $$;
comment on function forge.put_project(bigint, jsonb) is
$$Upserts the project of an import, with the key that its folders bear, and notes its id on the import.
rows: an array of one object with the columns of forge.projects. offline: why Bitbucket could not be asked.
A new project lacks (forge.projects.lacks) what its first import leaves out by request.
With offline, a project of that full_name is taken as it is, and a new row stands in for the real one until
Bitbucket names it.$$;
