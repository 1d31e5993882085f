-- An index of the words of each text. forge.searched has the same expressions.
-- PostgreSQL's parser takes what stands between < and > for a tag, &name; for an entity, and after <script it skips
-- everything: an older index did not find the words there.
do $$
declare
    searched record;
begin
    for searched in
        select t.name, s.language, format('translate(%s, ''<>&'', ''   '')', t.words) as words
        from forge.search_settings s
        cross join (values
            ('merge_requests', $e$left(title || ' ' || coalesce(description, ''), 65536)$e$),
            ('issues', $e$left(title || ' ' || coalesce(description, ''), 65536)$e$),
            ('notes', $e$left(body, 65536) || ' ' || coalesce(path, '') || ' '
                || translate(coalesce(path, ''), '/._-', '    ')$e$),
            ('tasks', $e$left(content, 65536)$e$),
            ('users', $e$coalesce(display_name, '') || ' ' || coalesce(nickname, '')$e$)) t(name, words) loop
        execute format('drop index if exists forge.%I', searched.name || '_words');
        execute format('create index %I on forge.%I using gin (to_tsvector(%L::regconfig, %s)) '
            'with (gin_pending_list_limit = 512)', searched.name || '_words', searched.name, searched.language,
            searched.words);
    end loop;
end $$;
