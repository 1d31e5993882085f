create or replace function brigade.check_worker(schema text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    present text := (select max(m.name) from brigade.migrations m);
begin
    if check_worker.schema < present then
        raise exception using errcode = 'BR003',
            message = format('the database has schema %s, this program knows %s', present, check_worker.schema),
            hint = 'Install the new version of the program on this host; what this worker had in hand, others take up.';
    end if;
end $$;
comment on function brigade.check_worker(text) is
'Refuses a worker that is older than the schema, before it does half of what a newer one would. schema: name of the last migration that its program knows; null: not checked. Raises BR003';
