create or replace function brigade.imports_to_verify(run bigint default null)
returns table (id bigint, project_id bigint, source text, full_name text, workspace text, slug text, wiki_source text,
               state text, verdict text, credential text, lacks text[])
language sql stable set search_path = pg_catalog, pg_temp as $$
    select i.id, i.project_id, i.source, p.full_name, i.workspace, i.slug, i.wiki_source, i.state, i.verdict,
           i.credential, p.lacks
    from brigade.runs i
    left join forge.projects p on p.id = i.project_id
    where i.target is null and case
              when imports_to_verify.run = i.id then true
              when i.state = 'cancelled' then false
              when imports_to_verify.run is not null then imports_to_verify.run = i.parent_id
              else not exists (select from brigade.runs n
                               where n.workspace = i.workspace and n.slug = i.slug
                                 and n.requested_by = i.requested_by and n.id > i.id and n.state <> 'cancelled') end
    order by i.id;
$$;
comment on function brigade.imports_to_verify(bigint) is
$$What `brigade verify` looks at: an import with its repositories or, without a number, the newest import of each
project. An import that was cancelled promises nothing, and is looked at by its own number alone. lacks: what no import
of the project has brought, by request.$$;
