create or replace function forge.site_people_lists(run bigint)
returns table (stem text, title text, intro text, columns text, total bigint, things text, cells text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as (
        select r.project_id, r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r where r.id = site_people_lists.run),
    names as materialized (
        select n.user_id, n.name, u.nickname, u.account_id, u.uuid, u.type, u.mapped_to, u.sanitised, b.permission,
               b.user_id is not null as is_member, b.vanished_at
        from here h
        cross join forge.names_of(site_people_lists.run) n
        join forge.users u on u.id = n.user_id
        left join forge.members b on b.project_id = h.project_id and b.user_id = n.user_id
            and (h.has_gone or b.vanished_at is null)),
    parts as materialized (
        select m.author_id as user_id, 'made' as role, 'p' as kind, m.iid, m.title, m.state, m.created_at as at
        from here h join forge.merge_requests m on m.project_id = h.project_id and (h.has_gone or m.vanished_at is null)
        where m.author_id is not null
        union all
        select v.user_id, concat(v.role, ', ' || replace(v.state, '_', ' ')), 'p', m.iid, m.title, m.state, m.created_at
        from here h join forge.merge_requests m on m.project_id = h.project_id and (h.has_gone or m.vanished_at is null)
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid
            and (h.has_gone or v.vanished_at is null)
        where v.user_id is distinct from m.author_id
        union all
        select i.author_id, 'reported', 'i', i.iid, i.title, coalesce(i.source_state, i.state), i.created_at
        from here h join forge.issues i on i.project_id = h.project_id where i.author_id is not null
        union all
        select i.assignee_id, 'assignee', 'i', i.iid, i.title, coalesce(i.source_state, i.state), i.created_at
        from here h join forge.issues i on i.project_id = h.project_id where i.assignee_id is not null),
    comments as materialized (
        select n.author_id as user_id, count(*) as number
        from here h join forge.notes n on n.project_id = h.project_id and not n.pending
        where h.has_gone or n.vanished_at is null and not (n.noteable_type = 'merge_request'
            and forge.has_vanished(n.project_id, n.noteable_iid))
        group by n.author_id),
    counted as materialized (
        select n.user_id, count(p.iid) as number, count(*) filter (where p.role = 'made') as pulls,
               count(*) filter (where p.role = 'reported') as issues
        from names n left join parts p on p.user_id = n.user_id group by n.user_id)
    select l.stem, l.title, l.intro, l.columns, l.total, l.things, l.cells
    from (
        select 'people/index' as stem, 'People' as title, null as intro,
               '["Name", "Nickname", "Permission", "Pull requests", "Issues", "Comments"]' as columns,
               count(*) over () as total, 'people' || case when n.is_member then ' members' else '' end as things,
               json_build_array(json_build_object('t', n.name, 'h', format('people/%s.html', n.user_id)), n.nickname,
                   concat(case when n.is_member then coalesce(n.permission, 'member') end,
                       case when n.vanished_at is not null then ', no longer a member' end),
                   case when c.pulls > 0 then json_build_object('t', c.pulls::text, 'h', format(
                       'pulls/author-%s-1.html', n.user_id)) end,
                   case when c.issues > 0 then json_build_object('t', c.issues::text, 'h', format(
                       'issues/author-%s-1.html', n.user_id)) end, k.number::text)::text as cells,
               lower(n.name) as first, n.user_id as second, '' as third
        from names n join counted c on c.user_id = n.user_id left join comments k on k.user_id = n.user_id
        union all
        select 'people/index', 'People', null, '["Name"]', 0, null, null, '', 0, '' where not exists (select from names)
        union all
        select format('people/%s', n.user_id), n.name, (
                   select json_agg(json_build_array(f.label, f.cell) order by f.n)
                   from (values (1, 'Nickname', n.nickname), (2, 'Account', n.account_id), (3, 'UUID', n.uuid),
                                (4, 'Kind of account', n.type), (5, 'Mapped to', n.mapped_to),
                                (6, 'Permission', case when n.is_member then coalesce(n.permission, 'member') end),
                                (7, 'Bytes', case when n.sanitised
                                    then 'some of the name were no text: U+FFFD stands for them' end))
                        f(n, label, cell)
                   where f.cell is not null)::text,
               '["What", "Title", "Part", "State", "Created"]', c.number, null,
               case when p.iid is not null then json_build_array(
                   json_build_object('t', case p.kind when 'p' then format('Pull request #%s', p.iid)
                       else format('Issue #%s', p.iid) end,
                       'h', format('%s/%s.html', case p.kind when 'p' then 'pulls' else 'issues' end, p.iid)),
                   p.title, p.role, p.state, forge.site_time(p.at))::text end,
               case p.kind when 'p' then '1' else '2' end, -p.iid, p.role
        from names n join counted c on c.user_id = n.user_id left join parts p on p.user_id = n.user_id) l
    order by l.stem collate "C", l.first collate "C", l.second, l.third collate "C";
$$;
comment on function forge.site_people_lists(bigint) is
$$Lists of people of a site: everybody, and what each took part in, as forge.site_pull_lists has those of pull
requests.$$;
