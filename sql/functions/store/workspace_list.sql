create or replace function brigade.workspace_list(run bigint, list text)
returns table (reason text, message text, url text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select o.reason, o.message, o.url
    from brigade.runs i
    left join brigade.omissions o on o.run_id = i.parent_id and o.key = 'workspace_' || workspace_list.list
        and o.stage = 'users'
    where i.id = run and (o.run_id is not null or exists (
        select from brigade.lists l
        where l.run_id = i.parent_id and l.list = workspace_list.list and l.is_whole
          and l.seen >= coalesce(l.announced_most, 0)));
$$;
comment on function brigade.workspace_list(bigint, text) is
$$What the import of its workspace knows of a list, members or permissions, that the import of a repository would ask
for: one row when it was read to its end or could not be asked for, which reason, message and url then say. No row: the
import asks by itself.$$;
