create or replace function forge.note_new_people(run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    select brigade.put_omissions(run, jsonb_build_array(jsonb_build_object(
        'stage', 'users', 'key', 'people', 'reason', 'unmapped',
        'message', format('%s came since, such as %s, and %s not mapped yet: forge.unmapped names them',
            case when n.people = 1 then 'somebody' else n.people || ' people' end, n.example,
            case when n.people = 1 then 'is' else 'are' end))))
    from (select count(*) as people, min(coalesce(u.display_name, u.nickname, u.key)) as example
          from brigade.runs i
          join forge.changes c on c.project_id = i.project_id and c.run_id = i.id and c.thing = 'users'
              and c.what = 'added'
          join forge.users u on u.owner = i.requested_by and u.key = c.key and u.mapped_to is null
          where i.id = run and exists (
            select from forge.users m where m.owner = i.requested_by and m.mapped_to is not null)) n
    where n.people > 0;
$$;
comment on function forge.note_new_people(bigint) is
$$Notes that a sync met people who are not mapped, where others are: whoever maps people must look again.$$;
