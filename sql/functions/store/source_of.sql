create or replace function brigade.source_of(run bigint)
returns table (source text, workspace text, slug text, issues_export text, wiki_source text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.source, r.workspace, r.slug, r.issues_export, r.wiki_source from brigade.runs r where r.id = source_of.run;
$$;
comment on function brigade.source_of(bigint) is
$$Where an import reads from. brigade.claim says which run a worker works on; the worker asks for its source once for
each run.$$;
