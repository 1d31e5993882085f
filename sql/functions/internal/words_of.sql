create or replace function forge.words_of(words text) returns setof text
language sql immutable set search_path = pg_catalog, pg_temp set client_min_messages = 'warning' as $$
    select w.word
    from unnest(tsvector_to_array(to_tsvector('simple'::regconfig,
        translate(left(words, 65536), '/._-\<>&', '        ')))) w(word)
    where length(w.word) between 2 and 60 and w.word !~ '[\x01-\x20!-/:-@\x5b-`{-\x7f]';
$$;
comment on function forge.words_of(text) is
$$Words of a text for the search pages of a site, each once: two letters or digits at least, in small letters. Only the
first 65,536 letters are looked at.$$;
