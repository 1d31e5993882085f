create or replace function brigade.check_sync(wanted brigade.runs) returns brigade.runs
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    last_id bigint;
begin
    if wanted.mode not in ('full', 'sync', 'freeze') then
        raise exception using errcode = '22023',
            message = format('mode is full, sync or freeze, and here is "%s"', left(wanted.mode, 50)),
            hint = 'Leave it out for a full import.';
    end if;
    wanted := brigade.check_freeze_asked(wanted);
    if wanted.mode = 'full' then
        return wanted;
    end if;
    if num_nonnulls(wanted.issues_export, wanted.comments, wanted.tasks, wanted.resolutions) > 0 then
        raise exception using errcode = '22023',
            message = 'a sync reads what changed from its lists, and no issues: issues_export, comments, tasks and '
                'resolutions are for full imports',
            hint = 'Leave them out, or ask for a full import.';
    end if;
    if wanted.mode = 'freeze' and wanted.parts is not null then
        raise exception using errcode = '22023', message = 'a freeze check compares all that is there',
            hint = 'Leave parts out.';
    end if;
    last_id := brigade.last_import(wanted.requested_by, wanted.source);
    if last_id is null then
        raise exception using errcode = '55000',
            message = format('%s has no finished full import that %s asked for, and %s', wanted.source,
                wanted.requested_by, case wanted.mode when 'sync' then 'a sync brings what changed since one'
                    else 'a freeze check compares with one' end),
            hint = format('Import it first: brigade import %s', wanted.source);
    end if;
    if wanted.slug <> '' then
        wanted.pipeline := wanted.mode;
    end if;
    if num_nonnulls(wanted.credential, wanted.credentials) = 0 then
        select r.credential, r.credentials into wanted.credential, wanted.credentials
        from brigade.runs r where r.id = last_id;
    end if;
    if wanted.mode = 'freeze' then
        wanted.project_id := (select r.project_id from brigade.runs r where r.id = last_id);
    end if;
    wanted.comments := 'lists';
    wanted.tasks := 'every';
    wanted.resolutions := (select r.resolutions from brigade.runs r where r.id = last_id);
    return wanted;
end $$;
comment on function brigade.check_sync(brigade.runs) is
$$Checks the mode of an import: for brigade.check_import. A sync and a freeze check go through pipelines of their own,
read lists, ask for resolutions as the last full import did, and sign in as it where no credential is given.
Raises 22023 when the mode or something beside it is not valid, 55000 when there is nothing to build on.$$;
