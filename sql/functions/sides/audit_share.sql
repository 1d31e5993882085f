create or replace function brigade.audit_share(source text, share numeric default null) returns numeric
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    project bigint := (
        select p.id from brigade.project_to_export(audit_share.source, null, brigade.caller()) p);
begin
    if audit_share.share is not null and not coalesce(audit_share.share between 0 and 100, false) then
        raise exception using errcode = '22023',
            message = format('the share of audits is a number from 0 to 100, and here is %s', audit_share.share),
            hint = 'It is of the requests of the last full import, in per cent; 2 when it was never said.';
    end if;
    insert into brigade.audits as a (project_id, share)
    select project, audit_share.share where audit_share.share is not null
    on conflict (project_id) do update set share = excluded.share;
    if audit_share.share is null then
        delete from brigade.audits a where a.project_id = project and a.until is null;
        update brigade.audits a set share = null where a.project_id = project and a.share is not null;
    end if;
    return coalesce(audit_share.share, 2);
end $$;
comment on function brigade.audit_share(text, numeric) is
$$Says which share of the requests of the last full import, in per cent, each sync of a project may spend, for audits as
for the rest: 2 when nothing was said, which null brings back. What changed is read whatever it takes. With 0 there are
no audits but those of brigade.audit.
Returns the share.
Raises P0002 when there is no such project of the caller's, 22023 for another number.$$;
