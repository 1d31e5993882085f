create or replace function brigade.check_worker(schema text, worker text default null) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    present text := (select max(m.name) from brigade.migrations m);
begin
    -- The first programs do not say what they know.
    if check_worker.schema is null and check_worker.worker is null
       or check_worker.schema is null and exists (
            select from brigade.worker_sessions w where w.worker = check_worker.worker and w.schema is null)
       or check_worker.schema < present then
        raise exception using
            -- Those end with 75 for this code alone, when they start; in the midst of their work they would try again.
            errcode = case when check_worker.schema is null and check_worker.worker is null then '25006'
                else 'BR003' end,
            message = format('the database has schema %s, this program knows %s', present,
                coalesce(check_worker.schema, 'an older one')),
            hint = 'Install the new version of the program on this host; what this worker had in hand, others take up.';
    end if;
end $$;
comment on function brigade.check_worker(text, text) is
$$Refuses a worker that is older than the schema, before it does half of what a newer one would. schema: name of the
last migration that its program knows; null: an old program does not say, which is refused unless the worker said so
in brigade.hello (or never said hello: people, tests). worker: null: it starts now. Raises BR003; 25006 when an old
program starts$$;
