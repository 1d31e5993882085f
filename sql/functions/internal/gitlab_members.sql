create or replace function forge.gitlab_members(run bigint)
returns table (user_id bigint, login text, email text, level integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.user_id, d.login, d.email, case m.permission when 'admin' then 40 when 'write' then 30 when 'read' then 20
               else 10 end
    from brigade.runs r
    cross join lateral forge.names_of(r.id) n
    join forge.destinations d on d.user_id = n.user_id and d.target = r.target and d.email is not null
    left join forge.members m on m.project_id = r.project_id and m.user_id = n.user_id and m.vanished_at is null
    where r.id = gitlab_members.run and r.options ->> 'people' = 'mapped';
$$;
comment on function forge.gitlab_members(bigint) is
$$People of an export for GitLab who are bound to accounts there, because people=mapped asks for it and their e-mail is
known, with the level of access that each gets: 10 for those who only wrote. Nobody else is bound.$$;
