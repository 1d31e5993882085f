create or replace function forge.differing_talks(run bigint) returns table (iid bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with differing as (
        select distinct c.iid
        from (select forge.stream_is_beside(run => run) as is_beside) b
        cross join lateral (select * from forge.compare_notes(run => run) where b.is_beside) c
        where not c.agrees and not c.is_excused and c.property <> 'deleted')
    select d.iid from differing d where (select count(*) from differing) <= 5 order by d.iid;
$$;
comment on function forge.differing_talks(bigint) is
$$Merge requests whose comments differ between their lists and the activity stream: people may have gone on working
between the two readings. Their own activity is read now, and only what still differs counts. More than five are not
people at work: then there is nothing to confirm, and this names none.$$;
