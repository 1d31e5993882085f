create or replace function brigade.check_export(wanted brigade.runs) returns brigade.runs
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    targets text[] := array(
        select distinct s.pipeline from brigade.stages s where s.pipeline not in ('workspace', 'import') order by 1);
begin
    if wanted.target <> all (targets) then
        raise exception using errcode = '22023',
            message = format('no pipeline for the target "%s" is installed', left(wanted.target, 100)),
            hint = case when targets = '{}' then 'This version of Bucket Brigade hands nothing out yet.'
                        else format('Targets are: %s.', array_to_string(targets, ', ')) end;
    elsif wanted.project_id is null then
        raise exception using errcode = '22023', message = 'an export needs the project that it hands out',
            hint = 'Set project_id to the project_id of an import that has finished.';
    end if;
    wanted.pipeline := wanted.target;
    return wanted;
end $$;
comment on function brigade.check_export(brigade.runs) is
$$Checks what belongs to the target of an export: for brigade.runs_before_insert, as the role that inserts. Raises
22023 (no pipeline for such a target is installed, or no project is named)$$;
