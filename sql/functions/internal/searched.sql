create or replace function forge.searched() returns table (name text, words text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
    -- What stands between < and >, and behind & up to ;, would be no words, and after <script nothing would be.
    select t.name, format('translate(%s, ''<>&'', ''   '')', t.words)
    from (values
        ('merge_requests', $e$left(title || ' ' || coalesce(description, ''), 65536)$e$),
        ('issues', $e$left(title || ' ' || coalesce(description, ''), 65536)$e$),
        ('notes', $e$left(body, 65536) || ' ' || coalesce(path, '') || ' '
            || translate(coalesce(path, ''), '/._-', '    ')$e$),
        ('tasks', $e$left(content, 65536)$e$),
        ('users', $e$coalesce(display_name, '') || ' ' || coalesce(nickname, '')$e$)) t(name, words);
$$;
comment on function forge.searched() is
$$What forge.search looks through: tables of forge, and an expression of each whose words the index <table>_words has.
A text above 1 MiB has no tsvector, so only the beginning of each is indexed.$$;
