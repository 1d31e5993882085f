-- Who may what: tenants, and credentials that they share. The rights themselves are in rights.sql.

create function brigade.caller() returns name language sql stable set search_path = pg_catalog, pg_temp as
$$ select case current_setting('role') when 'none' then session_user else current_setting('role')::name end $$;
alter table brigade.events alter column by_role set default brigade.caller();
alter table brigade.credentials alter column created_by set default brigade.caller();

create table brigade.credential_users (
    credential text not null references brigade.credentials (name) on delete cascade,
    role name not null,
    granted_by name not null default brigade.caller(),
    granted_at timestamptz not null default clock_timestamp(),
    primary key (credential, role)
);
