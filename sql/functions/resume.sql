create or replace function brigade.resume(import bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.import_command(import, array['paused'], 'resume');
    update brigade.imports i
    set state = case when i.started_at is null then 'queued' else 'running' end, error = null
    where i.id = resume.import;
    return (select i.state from brigade.imports i where i.id = resume.import);
end $$;
comment on function brigade.resume(bigint) is 'A paused import goes on. Returns the new state';
