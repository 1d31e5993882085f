create or replace function forge.site_loss_lists(run bigint)
returns table (stem text, title text, intro text, columns text, total bigint, things text, cells text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with losses as (
        select l.thing, l.key, l.what, json_build_array(l.thing, l.key, l.what, k.sentence, l.detail,
                   case when l.link is not null then json_build_object('u', l.link) end)::text as cells,
               count(*) over () as total
        from brigade.export_losses l
        join brigade.runs r on r.id = l.export_id
        join brigade.loss_kinds k on k.target = r.target and k.what = l.what
        where l.export_id = site_loss_lists.run)
    select 'losses', 'What is not as it was', null::text,
           '["Thing", "Which", "What", "What happened", "More", "At Bitbucket"]', l.total, null::text, l.cells
    from (select * from losses
          union all
          select null, null, null, null, 0 where not exists (select from losses)) l
    order by l.thing collate "C", l.key collate "C", l.what collate "C";
$$;
comment on function forge.site_loss_lists(bigint) is
$$The list of what a site cannot show as it was, as forge.site_pull_lists has those of pull requests.$$;
