create or replace function forge.search_in(language text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    searched record;
begin
    if not exists (
        select from pg_ts_config c
        where c.cfgname = search_in.language and c.cfgnamespace = 'pg_catalog'::regnamespace) then
        raise exception using errcode = '22023',
            message = format('PostgreSQL has no language "%s" for search', left(search_in.language, 50)),
            hint = 'To see those that it has: select cfgname from pg_ts_config. simple takes words as they are.';
    end if;
    -- Who searches meanwhile waits; so do imports.
    update forge.search_settings s set language = search_in.language where s.language <> search_in.language;
    if not found then
        return search_in.language;
    end if;
    for searched in select s.name, s.words from forge.searched() s loop
        execute format('drop index if exists forge.%I', searched.name || '_words');
        execute format('create index %I on forge.%I using gin (to_tsvector(%L::regconfig, %s)) '
            'with (gin_pending_list_limit = 512)', searched.name || '_words', searched.name, search_in.language,
            searched.words);
    end loop;
    return search_in.language;
end $$;
comment on function forge.search_in(text) is
$$Sets the language of forge.search for all, such as english, and makes its indexes anew: words are found in all their
forms then. simple, as it is at first, takes words as they are.
Returns the language.
Raises 22023 when PostgreSQL does not know it.$$;
