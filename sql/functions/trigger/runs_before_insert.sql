create or replace function brigade.runs_before_insert() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    unknown text;
    names text[];
    most integer;
    is_trusted boolean;
begin
    -- The requester is the role that inserts the row, because this trigger runs as that role. An administrator may name
    -- another one.
    is_trusted := brigade.sees_all(current_user);
    new.requested_by := coalesce(
        (select p.requested_by from brigade.runs p where p.id = new.parent_id),
        case when is_trusted then (select r.rolname from pg_roles r where r.rolname = new.requested_by) end,
            current_user);
    -- Nobody can insert a target or a project into brigade.imports, so a row that has one is an export.
    if num_nonnulls(new.target, new.project_id) > 0 then
        new := brigade.check_export(new);
    else
        new := brigade.check_import(new);
    end if;

    -- A name without a role in front is looked for among the requester's own credentials first.
    select array_agg(coalesce(k.name, c.name) order by c.n) into names
    from unnest(array_prepend(new.credential, new.credentials)) with ordinality c(name, n)
    left join brigade.credentials k on k.name = current_user || '/' || c.name;
    new.credential := names[1];
    new.credentials := nullif(names[2:], '{}');
    -- The first one stands in credential. The others divide its requests.
    new.credential := coalesce(new.credential, new.credentials[1]);
    new.credentials := nullif(array_remove(new.credentials, new.credential), '{}');
    select c.name into unknown from unnest(array_prepend(new.credential, new.credentials)) c(name)
    where c.name is not null and not brigade.may_use(current_user, c.name) limit 1;
    if found then
        raise exception using errcode = '23503',
            message = format('there is no credential "%s"', unknown),
            hint = format('Add it with: brigade credential add %s --kind api_token --email E, or --kind access_token; '
                'ask who has it for brigade.share_credential%s.', unknown,
                case when new.target is null
                    then '; or leave it out to read a public repository anonymously' end);
    end if;
    if new.requested_by in ('brigade_worker', 'brigade_requester', 'brigade_viewer', 'brigade_admin') then
        raise exception using errcode = '22023',
            message = format('%s is a role that many have: what it asks for would be nobody''s', new.requested_by),
            hint = 'Ask as a role of your own, or as that of your team.';
    elsif not is_trusted and new.priority > 0 then
        raise exception using errcode = '22023',
            message = 'a priority above 0 goes before what all others asked for: only an administrator may give it',
            hint = 'Leave it 0; below 0 goes behind.';
    end if;
    if not is_trusted then
        select l.live_imports into most from brigade.requester_limits l
        where l.role in (new.requested_by, '') order by l.role desc limit 1;
        if most <= (select count(*) from brigade.runs i
                    where i.requested_by = new.requested_by and i.parent_id is null
                      and i.state in ('queued', 'running', 'paused')) then
            raise exception using errcode = '53400',
                message = format('%s has %s imports that have not ended, and may have no more', new.requested_by, most),
                hint = 'Let some end, cancel some, or ask an administrator for brigade.limit_requester.';
        end if;
    end if;
    new.state := 'queued';
    new.stage := null;
    new.verdict := null;
    new.error := null;
    new.created_at := now();
    new.started_at := null;
    new.finished_at := null;
    return new;
end $$;
comment on function brigade.runs_before_insert() is
$$Checks what a user inserts into brigade.imports or brigade.exports, and sets what is not the user's to set.
Files, hosts, priorities above 0 and requests for others are an administrator's.
Raises what brigade.check_import and brigade.check_export raise; 22023 for what is not the user's to set; 23503 for a
credential that does not exist or that the user may not use; 53400 when the requester has too many imports and
exports that have not ended.$$;

create or replace trigger runs_before_insert before insert on brigade.runs
    for each row execute function brigade.runs_before_insert();
