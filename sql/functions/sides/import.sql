create or replace function brigade.import(
    source text, credential text default null, issues_export text default null, wiki_source text default null,
    priority integer default 0, credentials text[] default null, include text[] default null,
    exclude text[] default null, comments text default null, tasks text default null, mode text default null,
    level text default null, since timestamptz default null, resolutions text default null, parts text[] default null,
    without text[] default null)
returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.imports (source, credential, issues_export, wiki_source, priority, credentials, include,
        exclude, comments, tasks, mode, level, since, resolutions, parts)
    values (import.source, import.credential, import.issues_export, import.wiki_source, coalesce(import.priority, 0),
            import.credentials, import.include, import.exclude, import.comments, import.tasks,
            import.mode, import.level, import.since, import.resolutions,
            case when num_nonnulls(import.parts, import.without) > 0
                then brigade.choose_parts(wanted => import.parts, without => import.without) end)
    returning id;
$$;
comment on function brigade.import(text, text, text, text, integer, text[], text[], text[], text, text, text, text,
    timestamptz, text, text[], text[]) is
$$Asks for an import. Inserting a row into brigade.imports is the same.
Returns its number.
comments: proved or lists; tasks: every, shown or sampled; resolutions: sample or every; mode: full, sync or freeze;
level, since: of a freeze check (see brigade.imports).
parts, without: what to bring and what to leave out, as in brigade.choose_parts; null: everything.
Raises 22023 when source, issues_export, wiki_source, comments, tasks, resolutions, mode, level, since, parts or
without is not valid, 55000 for a sync or a freeze check of what was never imported, 23503 when the credential is
unknown.$$;
