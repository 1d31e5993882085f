create or replace function forge.unnamed(run bigint) returns table (thing text, key text, iid bigint, sentence text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with read as (
        select i.project_id, l.thing, l.list
        from brigade.runs i join brigade.lists l on l.run_id = i.id
        where i.id = unnamed.run and l.is_whole and l.seen >= coalesce(l.announced_most, 0)),
    named as materialized (
        select p.thing, k.key from read r
        join brigade.pages p on p.run_id = unnamed.run and p.thing = r.thing and p.list = r.list
        cross join unnest(p.keys) k(key)),
    here as (
        select r.thing, m.iid::text as key, m.iid, 'pull request ' || m.iid as name
        from read r join forge.live_merge_requests m on m.project_id = r.project_id
        where r.thing = 'merge_requests' and r.list = 'list'
        union all
        select r.thing, n.source_id::text, n.noteable_iid,
               format('comment %s of pull request %s', n.source_id, n.noteable_iid)
        from read r join forge.live_notes n on n.project_id = r.project_id
            and n.noteable_type = 'merge_request' and n.noteable_iid::text = split_part(r.list, '/', 1)
        where r.thing = 'merge_request_notes'
        union all
        select r.thing, k.source_id::text, k.merge_request_iid,
               format('task %s of pull request %s', k.source_id, k.merge_request_iid)
        from read r join forge.live_tasks k on k.project_id = r.project_id
            and k.merge_request_iid::text = split_part(r.list, '/', 1)
        where r.thing = 'tasks'
        union all
        -- Who is a member stands in one list or in the other.
        select 'members', coalesce((
                select min(n.key) from named n
                where n.thing = 'members' and n.key in (u.key, u.uuid, u.account_id)), u.key), 0,
               format('%s, who is a member,', coalesce(u.display_name, u.nickname, u.key))
        from brigade.runs i
        join forge.live_members m on m.project_id = i.project_id
        join forge.users u on u.id = m.user_id
        where i.id = unnamed.run and (select count(*) from read r where r.thing = 'members') = 2)
    select h.thing, h.key, h.iid, h.name || ' is here, and the source does not name it any more'
    from here h left join named n on n.thing = h.thing and n.key = h.key
    where n.key is null
    order by h.thing, h.iid, h.key;
$$;
comment on function forge.unnamed(bigint) is
$$What is here and was named by no list that a freeze check has read to its end, each with a sentence.$$;
