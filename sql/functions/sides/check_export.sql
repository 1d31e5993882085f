create or replace function brigade.check_export(wanted brigade.runs) returns brigade.runs
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    targets text[] := array(select p.name from brigade.pipelines p where p.hands_out order by p.name);
begin
    if wanted.target is null or wanted.target <> all (targets) then
        raise exception using errcode = '22023',
            message = format('%s: %s',
                case when wanted.target is null then 'an export needs a target'
                     else format('there is no target "%s"', left(wanted.target, 100)) end,
                case when targets = '{}' then 'this version of Bucket Brigade has none yet'
                     else 'the targets are ' || array_to_string(targets, ', ') end);
    elsif wanted.project_id is null then
        raise exception using errcode = '22023',
            message = 'an export needs the project that it hands out',
            hint = 'Set project_id. To see yours: select id, full_name from forge.projects.';
    elsif not exists (
        select from forge.projects p
        where p.id = wanted.project_id and (p.owner = any (brigade.own_roles(wanted.requested_by))
            or brigade.sees_all(wanted.requested_by))) then
        raise exception using errcode = 'P0002',
            message = format('there is no project %s', wanted.project_id),
            hint = 'To see yours: select id, full_name from forge.projects.';
    end if;
    wanted.pipeline := wanted.target;
    wanted.comments := null;
    wanted.tasks := null;
    return wanted;
end $$;
comment on function brigade.check_export(brigade.runs) is
$$Checks what belongs to the target of an export. brigade.runs_before_insert calls this as the role that inserts.

A role exports the projects that its own imports have brought, and those of the roles whose rights it inherits. An
administrator exports all, and asks for another role only for what that role may export.
Raises 22023 when there is no such target, or when no project is named; P0002 when there is no such project, or when
it is not the requester's.$$;
