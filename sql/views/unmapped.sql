create or replace view forge.unmapped as
select u.owner, u.id as user_id, u.key, u.account_id, u.nickname, u.display_name,
       c.project_id as first_project_id, c.run_id as first_run_id, c.at as first_seen_at
from forge.users u
left join lateral (
    select c.project_id, c.run_id, c.at from forge.changes c
    where c.thing = 'users' and c.what = 'added' and c.key = u.key
      and c.project_id in (select p.id from forge.projects p where p.owner = u.owner)
    order by c.at limit 1) c on true
where u.mapped_to is null;
comment on view forge.unmapped is
$$Who is not mapped to anybody at the destination yet, and which sync brought somebody new? brigade.map_users and
`brigade users import` map people.$$;
comment on column forge.unmapped.owner is 'As in forge.users';
comment on column forge.unmapped.user_id is 'forge.users.id';
comment on column forge.unmapped.key is 'As in forge.users';
comment on column forge.unmapped.account_id is 'As in forge.users';
comment on column forge.unmapped.nickname is 'As in forge.users';
comment on column forge.unmapped.display_name is 'As in forge.users';
comment on column forge.unmapped.first_project_id is 'Project in which a sync met the person first. Null: no sync did';
comment on column forge.unmapped.first_run_id is 'That sync';
comment on column forge.unmapped.first_seen_at is 'When that was';
