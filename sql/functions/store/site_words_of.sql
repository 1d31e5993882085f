create or replace function forge.site_words_of(texts jsonb) returns table (line text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select l.line
    from (
        select distinct encode(convert_to(left(w.word, 2), 'UTF8'), 'hex') || e'\t' || w.word || e'\t'
               || t.place as line
        from jsonb_to_recordset(texts) as t(place text, words text)
        cross join lateral forge.words_of(t.words) w(word)) l
    order by l.line collate "C";
$$;
comment on function forge.site_words_of(jsonb) is
$$Words of texts that are in no table, such as pages of the wiki, as forge.site_words has those of pull requests:
[{place, words}]$$;
