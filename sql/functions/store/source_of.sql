create or replace function brigade.source_of(run bigint)
returns table (source text, workspace text, slug text, issues_export text, wiki_source text, storage_key uuid,
               adopts_storage boolean, brings_git boolean, brings_wiki boolean, brings_pull_requests boolean,
               brings_comments boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.source, r.workspace, r.slug, r.issues_export, r.wiki_source, k.key, k.adopts,
           brigade.brings(r.parts, 'git'), brigade.brings(r.parts, 'wiki'),
           brigade.brings(r.parts, 'pull_requests'), brigade.brings(r.parts, 'comments')
    from brigade.runs r left join forge.storage_keys k on k.project_id = r.project_id
    where r.id = source_of.run;
$$;
comment on function brigade.source_of(bigint) is
$$Where an import reads from, and whose folders of storage are.
brigade.claim says which run a worker works on; the worker asks for its source once for each run.$$;
