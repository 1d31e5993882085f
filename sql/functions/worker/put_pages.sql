create or replace function brigade.put_pages(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.check_things(run, rows);
    -- Deleting a run locks its row first and these rows second. This locks in the same order, as brigade.finish does.
    perform from brigade.runs i where i.id = run for key share;
    insert into brigade.pages as t (run_id, thing, list, page, job, announced, keys, is_last, link, source_at)
    select run, x.thing, x.list, x.page, x.job, x.announced,
           (select coalesce(array_agg(k), '{}') from jsonb_array_elements_text(x.keys) k), x.is_last, x.link,
           x.source_at
    from jsonb_to_recordset(rows) as x(thing text, list text, page integer, job text, announced bigint, keys jsonb,
        is_last boolean, link text, source_at timestamptz)
    order by x.thing, x.list, x.page
    on conflict (run_id, thing, list, page) do update
    set job = excluded.job, announced = excluded.announced, keys = excluded.keys, is_last = excluded.is_last,
        link = excluded.link, read_at = excluded.read_at, source_at = excluded.source_at;
end $$;
comment on function brigade.put_pages(bigint, jsonb) is
$$Writes down what pages of lists showed: [{thing, list, page, job, announced, keys: [text], is_last, link,
source_at}]. What a page shows when it is read again replaces what it showed before.
Raises 23503 when the run's pipeline does not bring such a thing.$$;
