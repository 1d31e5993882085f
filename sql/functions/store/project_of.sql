create or replace function forge.project_of(run bigint)
returns table (project_id bigint, owner name, full_name text, name text, slug text, description text, visibility text,
               default_branch text, website text, language text, created_at timestamptz, updated_at timestamptz,
               target text, options jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.id, p.owner, p.full_name, p.name, p.slug, p.description, p.visibility, p.default_branch, p.website,
           p.language, p.created_at, p.updated_at, r.target, r.options
    from brigade.runs r join forge.projects p on p.id = r.project_id
    where r.id = project_of.run;
$$;
comment on function forge.project_of(bigint) is
$$What an export hands out and where to: the columns of its project, its target and its options.
brigade.claim says which run a worker works on; the worker asks for the project once for each run.
No row: the run was deleted, or its project is not known yet.$$;
