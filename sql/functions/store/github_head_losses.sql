create or replace function forge.github_head_losses(run bigint, iids bigint[]) returns table (loss text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select json_build_object('thing', 'merge_requests', 'key', m.iid::text, 'what', 'head', 'detail',
               case when m.head_oid is null then m.head_missing
                    else 'no common ancestor with the target branch is known' end,
               'link', m.raw #>> '{links,html,href}')::text
    from brigade.runs r
    join forge.merge_requests m on m.project_id = r.project_id and m.iid = any (github_head_losses.iids)
    where r.id = github_head_losses.run
    order by m.iid;
$$;
comment on function forge.github_head_losses(bigint, bigint[]) is
$$Rows of brigade.put_export_losses for pull requests that are issues at GitHub, because git has nothing to show of
them.$$;
