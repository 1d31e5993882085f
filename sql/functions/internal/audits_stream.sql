create or replace function forge.audits_stream(run bigint, property text default 'stream') returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select c.decided = 'yes' from brigade.runs i
        join brigade.calibrations c on c.run_id = brigade.last_import(i.requested_by, i.source)
        where i.id = run and c.property = audits_stream.property), false);
$$;
comment on function forge.audits_stream(bigint, text) is
$$Whether a sync may compare comments with what the activity stream shows, because the last full import found the stream
to be right; and with the property anchor, the lines that comments are about, too.$$;
