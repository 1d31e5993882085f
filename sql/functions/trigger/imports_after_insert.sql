create or replace function brigade.imports_after_insert() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into brigade.events (import_id, subject, event) values (new.id, 'import', new.state);
    insert into brigade.import_stages (import_id, stage)
    select new.id, s.name from brigade.stages s
    where s.scope = case when new.slug = '' then 'workspace' else 'repository' end;
    perform brigade.advance(new.id);
    return null;
end $$;
comment on function brigade.imports_after_insert() is
'Lays out the stages of a new import and opens the first';

create or replace trigger imports_after_insert after insert on brigade.imports
    for each row execute function brigade.imports_after_insert();
