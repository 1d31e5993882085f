create or replace function forge.search(words text, project bigint default null, most integer default 50)
returns table (project_id bigint, full_name text, thing text, iid bigint, key text, title text, author text,
               at timestamptz, rank real, snippet text, url text)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
    language name := (select s.language from forge.search_settings s);
    -- As forge.searched: no tags, no entities.
    plain text := translate(search.words, '<>&', '   ');
    query tsquery := websearch_to_tsquery(language::regconfig, plain);
    owners name[] := brigade.own_roles(brigade.caller());
    everything boolean := brigade.looks_at_all(brigade.caller());
    projects bigint[] := array(
        select p.id from forge.projects p
        where (search.project is null or p.id = search.project) and (p.owner = any (owners) or everything));
begin
    -- A name of a file is one word where it is written, and its parts are several in a path.
    if plain ~ '[/._]' and plain !~ '(^|[[:space:]])-|"' then
        query := query || websearch_to_tsquery(language::regconfig, translate(plain, '/._', '   '));
    end if;
    if coalesce(numnode(query), 0) = 0 then
        raise exception using errcode = '22023', message = 'there is no word to search for',
            hint = 'Write words, "words in order", or, -not: such as deadlock -test.';
    elsif search.most is null or not search.most between 1 and 1000 then
        raise exception using errcode = '22023', message = 'most is how many hits there may be, from 1 to 1000',
            hint = 'Leave it out for 50.';
    end if;
    return query execute forge.search_statement(language => language)
        using query, projects, search.project, owners, everything, search.most;
end $$;
comment on function forge.search(text, bigint, integer) is
$$Hits of words in titles, descriptions, comments, tasks, file paths that comments are about, and names of people, the
best first; of a project or of all that the caller sees, at most so many. words are as for web searches: several must
all be there, "in order", or, -not. Each hit says where: project, thing (as in brigade.things, or users), number, title,
author, time, the words in their sentence and the page at Bitbucket.
Of each kind the 100 newest hits are ranked, out of at most 10,000; of a text the first 65,536 characters count.
Words are taken as they are, until forge.search_in sets a language.
Raises 22023 when there is no word, or for another number of hits.$$;
