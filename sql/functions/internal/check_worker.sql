create or replace function brigade.check_worker(schema text, worker text default null) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    present text := (select max(m.name) from brigade.migrations m);
begin
    -- The oldest programs do not say which schema they know.
    if check_worker.schema is null and check_worker.worker is null
       or check_worker.schema is null and exists (
            select from brigade.worker_sessions w where w.worker = check_worker.worker and w.schema is null)
       or check_worker.schema < present then
        raise exception using
            -- When such a program starts, this code alone makes it end with 75. With another one it would try again.
            errcode = case when check_worker.schema is null and check_worker.worker is null then '25006'
                else 'BR003' end,
            message = format('the database has schema %s, this program knows %s', present,
                coalesce(check_worker.schema, 'an older one')),
            hint = 'Install the new version of the program on this host; what this worker had in hand, others take up.';
    end if;
end $$;
comment on function brigade.check_worker(text, text) is
$$Refuses a worker that is older than the schema, because it would do half of what a newer one does.
schema: the last migration that the worker's program knows. Null: the program is too old to say it. It is refused,
unless the worker said it in brigade.hello or never said hello, as people and tests do not. worker: null: the worker
starts now.
Raises BR003; 25006 when a program starts that is too old to say its schema.$$;
