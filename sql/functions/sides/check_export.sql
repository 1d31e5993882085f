create or replace function brigade.check_export(wanted brigade.runs) returns brigade.runs
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    targets text[] := array(select p.name from brigade.pipelines p where p.hands_out order by p.name);
begin
    if coalesce(wanted.target, '') <> all (targets) then
        raise exception using errcode = '22023',
            message = format('%s: %s',
                case when coalesce(wanted.target, '') = '' then 'an export needs a target'
                     else format('there is no target "%s"', left(wanted.target, 100)) end,
                case when targets = '{}' then 'this version of Bucket Brigade has none yet'
                     else 'the targets are ' || array_to_string(targets, ', ') end);
    end if;
    wanted.slug := null;
    wanted.workspace := case when wanted.project_id is null and wanted.source is not null then (
        select p.workspace from brigade.parse_source(wanted.source) p where p.slug = '') end;
    if wanted.workspace is not null then
        wanted.source := wanted.workspace;
        wanted.pipeline := 'projects';
        perform brigade.check_workspace_export(wanted);
    else
        select p.id, p.full_name into wanted.project_id, wanted.source
        from brigade.project_to_export(wanted.source, wanted.project_id, wanted.requested_by) p;
        perform brigade.check_project_export(wanted.project_id, wanted.source, wanted.target, wanted.options);
        wanted.pipeline := wanted.target;
        -- The parent's job is called like this.
        wanted.slug := case when wanted.parent_id is not null then lower(split_part(wanted.source, '/', 2)) end;
    end if;
    wanted.comments := null;
    wanted.tasks := null;
    wanted.resolutions := null;
    wanted.parts := null;
    wanted.generation := null;
    wanted.planned_at := null;
    wanted.as_of := null;
    wanted.directory := null;
    return wanted;
end $$;
comment on function brigade.check_export(brigade.runs) is
$$Understands and checks what belongs to the target of an export. brigade.runs_before_insert calls this as the role that
inserts. A workspace alone stands for all of its projects that the requester may export: each gets an export.

A role exports the projects that its own imports have brought, and those of the roles whose rights it inherits. An
administrator exports all, and asks for another role only for what that role may export.
Raises 22023 when there is no such target, when it does not understand an option, when no project is named, or when no
import of it has ended; P0002 when there is no such project or workspace, or when it is not the requester's.$$;
