create or replace function brigade.runs_note_credentials() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    delete from brigade.credential_uses u
    where u.run_id = new.id and u.credential is distinct from new.credential
      and u.credential <> all (coalesce(new.credentials, '{}'));
    insert into brigade.credential_uses (run_id, credential, granted_by)
    select distinct new.id, c.name, coalesce((
        select u.granted_by from brigade.credential_uses u
        where u.run_id = new.parent_id and u.credential = c.name), brigade.caller())
    from unnest(array_prepend(new.credential, new.credentials)) c(name)
    where c.name is not null
    on conflict (run_id, credential) do nothing;
    return null;
end $$;
comment on function brigade.runs_note_credentials() is
$$Writes down who vouches for the credentials of a run: the role that named them. Children have the grantors of their
parent.$$;

create or replace trigger runs_note_credentials after insert or update of credential, credentials
    on brigade.runs for each row execute function brigade.runs_note_credentials();
