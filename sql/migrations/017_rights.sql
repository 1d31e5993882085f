-- Rights that hold: who vouches for each credential of an import, names of requesters in a space of their own, and how
-- much one requester may ask for.

do $$
declare
    work regclass := coalesce(to_regclass('brigade.runs'), to_regclass('brigade.imports'));
begin
    execute format('create table brigade.credential_uses (
        run_id bigint not null references %1$s (id) on delete cascade,
        credential text not null references brigade.credentials (name),
        granted_by name not null,
        primary key (run_id, credential))', work);
    -- Who asked may use it, or an administrator inserted the row for him.
    execute format('insert into brigade.credential_uses (run_id, credential, granted_by)
        select distinct i.id, c.name, case when c.created_by = i.requested_by or exists (
            select from brigade.credential_users u where u.credential = c.name and (u.role = i.requested_by
                or exists (select from pg_roles r join pg_roles g on g.rolname = u.role
                           where r.rolname = i.requested_by and pg_has_role(r.oid, g.oid, ''usage''))))
            then i.requested_by else c.created_by end
        from %1$s i, unnest(array_prepend(i.credential, i.credentials)) w(name)
        join brigade.credentials c on c.name = w.name', work);
    execute format('create index live_by_requester on %1$s (requested_by)
        where parent_id is null and state in (''queued'', ''running'', ''paused'')', work);
end $$;
create index credential_uses_credential on brigade.credential_uses (credential);

alter table brigade.credentials
    drop constraint credentials_name_check,
    add constraint credentials_name_check check (
        name ~ '^([A-Za-z0-9_][^/[:cntrl:]]{0,62}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}$');

create table brigade.requester_limits (
    role name primary key,
    live_imports integer not null check (live_imports >= 0)
);
insert into brigade.requester_limits values ('', 1000);

-- It says more now.
drop function if exists brigade.seal_key();
