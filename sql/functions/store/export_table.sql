create or replace function brigade.export_table(run bigint, file text, ids bigint[]) returns table (line text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select w.line from (
        select 0 as place, 0::bigint as a, '' as b, '' as c, h.line
        from (values ('numbers.csv', 'kind,source_number,number,source_url,web'),
                     ('people.csv', 'id,name,nickname,account_id,uuid,login,email,member,permission'),
                     ('mannequins.csv', 'login,name,mapped_login'),
                     ('losses.csv', 'thing,key,what,outcome,detail,link')) h(file, line)
        where h.file = export_table.file
        union all
        select 1, n.source_number, n.kind, '', brigade.csv_line(n.kind, n.source_number::text, w.number::text,
            n.source_url,
               (r.options ->> 'web') || case when r.target = 'gitlab' then '/-' else '' end
                   || case when n.kind = 'issue' or h.number is not null then '/issues/'
                      when r.target = 'gitlab' then '/merge_requests/'
                      when r.target = 'github' then '/pull/' else '/pulls/' end || w.number)
        from brigade.runs r
        join brigade.numbers n on n.project_id = r.project_id and n.scheme = coalesce(r.options ->> 'numbers',
            'pulls_first')
        cross join lateral (select forge.number_at(r.target, n.source_number, n.number) as number) w
        left join forge.github_headless(export_table.run) h on r.target = 'github' and h.number = n.number
        where r.id = export_table.run and export_table.file = 'numbers.csv'
          and (r.options ->> 'vanished' is distinct from 'false'
              or not (n.kind = 'pull_request' and forge.has_vanished(n.project_id, n.source_number)))
        union all
        select 1, n.user_id, '', '', brigade.csv_line(coalesce(n.id, n.user_id)::text, n.name, u.nickname,
            u.account_id, u.uuid, d.login, d.email,
               case when m.vanished_at is not null then 'no longer' when m.user_id is not null then 'yes' end,
               m.permission)
        from brigade.runs r
        cross join lateral (select n.*, ids[row_number() over (order by n.user_id)] as id
                            from forge.names_of(r.id) n) n
        join forge.users u on u.id = n.user_id
        left join forge.destinations d on d.user_id = u.id and d.target = r.target
        left join forge.members m on m.project_id = r.project_id and m.user_id = u.id
            and (r.options ->> 'vanished' is distinct from 'false' or m.vanished_at is null)
        where r.id = export_table.run and export_table.file = 'people.csv'
        union all
        select 1, n.user_id, '', '', brigade.csv_line(n.login, n.name, d.login)
        from brigade.runs r
        cross join lateral forge.github_logins(r.id) n
        left join forge.destinations d on d.user_id = n.user_id and d.target = r.target
        where r.id = export_table.run and export_table.file = 'mannequins.csv'
        union all
        select 1, 0, l.thing || ' ' || l.key, l.what,
               brigade.csv_line(l.thing, l.key, l.what, coalesce(l.outcome, k.outcome), l.detail, l.link)
        from brigade.export_losses l
        join brigade.runs r on r.id = l.export_id
        join brigade.loss_kinds k on k.target = r.target and k.what = l.what
        where l.export_id = export_table.run and export_table.file = 'losses.csv') w
    order by w.place, w.a, w.b collate "C", w.c collate "C";
$$;
comment on function brigade.export_table(bigint, text, bigint[]) is
$$A table that lies beside what a target reads, line by line, the names of its columns first: numbers.csv, people.csv,
mannequins.csv or losses.csv. ids: the numbers that people have at the target, in the order of theirs here; empty: the
same as here.$$;
