create or replace function brigade.count_lists(run bigint, thing text)
returns table (announced_first bigint, announced bigint, seen bigint, short bigint)
language plpgsql stable cost 100000 rows 1 set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select sum(l.announced_first)::bigint, sum(l.announced)::bigint,
           (select count(distinct key collate "C") from brigade.pages p, unnest(p.keys) key
            where p.run_id = run and p.thing = count_lists.thing and not starts_with(key, 'draft:')),
           count(*) filter (where l.announced_most > l.seen or not l.is_whole)
    from brigade.lists l where l.run_id = run and l.thing = count_lists.thing;
end $$;
comment on function brigade.count_lists(bigint, text) is
$$What do all lists of one thing of a run come to? As in brigade.proofs, counted now.$$;
