create or replace function brigade.search_source(words text, source text default null, most integer default 20)
returns table (project text, thing text, iid bigint, title text, author text, at timestamptz, snippet text, url text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.full_name, s.thing, s.iid, s.title, s.author, s.at, s.snippet, s.url
    from forge.search(words => search_source.words, project => case when search_source.source is not null then (
        select coalesce((
            select p.id from brigade.parse_source(search_source.source) w
            join forge.projects p on lower(p.full_name) = lower(w.workspace || '/' || w.slug)
            where brigade.looks_at_all(brigade.caller())
            order by p.owner <> brigade.caller(), p.id limit 1), (
            select p.id from brigade.project_to_export(search_source.source, null, brigade.caller()) p))) end,
        most => coalesce(search_source.most, 20)) s;
$$;
comment on function brigade.search_source(text, text, integer) is
$$forge.search for `brigade search`: the project by its source (workspace/slug); null: all that the caller sees.
Raises 22023 and P0002 as forge.search and brigade.project_to_export do.$$;
