create or replace function forge.export_people(run bigint)
returns table (user_id bigint, account_id text, uuid text, seed text, name text, login text, remote_id bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.user_id, u.account_id, u.uuid, coalesce(u.account_id, u.uuid, 'name:' || coalesce(u.nickname, 'Unknown')),
           n.name, d.login, d.remote_id
    from brigade.runs r
    cross join lateral forge.names_of(r.id) n
    join forge.users u on u.id = n.user_id
    left join forge.destinations d on d.user_id = u.id and d.target = r.target and r.options ->> 'people' = 'mapped'
    where r.id = export_people.run
    order by n.user_id;
$$;
comment on function forge.export_people(bigint) is
$$People of the project that an export hands out, by number: what texts mention them by, what their number at the target
is made of (seed), their name, and who they are there, when the export is to say so.$$;
