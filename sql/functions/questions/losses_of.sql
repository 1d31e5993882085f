create or replace function brigade.losses_of(export bigint)
returns table (thing text, key text, what text, outcome text, detail text, link text, sentence text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select l.thing, l.key, l.what, coalesce(l.outcome, k.outcome), l.detail, l.link, k.sentence
    from brigade.export_losses l
    join brigade.runs r on r.id = l.export_id
    join brigade.loss_kinds k on k.target = r.target and k.what = l.what
    where l.export_id = losses_of.export
    order by l.thing collate "C", length(l.key), l.key, l.what;
$$;
comment on function brigade.losses_of(bigint) is
$$What the target of an export cannot hold as it is here: one row a thing, with what happens to it. `brigade losses`
prints them.$$;
