create or replace function forge.check_freeze(run bigint, at timestamptz, size bigint)
returns table (key text, sentence text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select 'since', format('it is %s at the source, and the freeze was said to begin at %s, which is later: ask again '
                           'with the Date of an answer of Bitbucket''s', at, i.since)
    from brigade.runs i where i.id = run and at < i.since
    union all
    select 'size', format('the source has %s pull requests, and %s are here', size, m.here)
    from brigade.runs i
    cross join lateral (
        select count(*) as here from forge.live_merge_requests m where m.project_id = i.project_id) m
    where i.id = run and size <> m.here;
$$;
comment on function forge.check_freeze(bigint, timestamptz, bigint) is
$$Whether the source's time and the size of its list of merge requests fit the freeze check; a row for each that does
not. Null: the source does not say.$$;
