create or replace function brigade.imports_after_insert() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into brigade.events (import_id, subject, event) values (new.id, 'import', new.state);
    insert into brigade.import_stages (import_id, stage)
    select new.id, s.name from brigade.stages s
    where s.scope = case when new.slug = '' then 'workspace' else 'repository' end;
    insert into brigade.credential_uses (run_id, credential, granted_by)
    select distinct new.id, c.name, coalesce((
        select u.granted_by from brigade.credential_uses u
        where u.run_id = new.parent_id and u.credential = c.name), brigade.caller())
    from unnest(array_prepend(new.credential, new.credentials)) c(name)
    where c.name is not null;
    perform brigade.advance(new.id);
    return null;
end $$;
comment on function brigade.imports_after_insert() is
'Lays out the stages of a new import, notes who vouches for its credentials, and opens the first stage';

create or replace trigger imports_after_insert after insert on brigade.imports
    for each row execute function brigade.imports_after_insert();
