create or replace function brigade.put_pages(import bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.imports i where i.id = import for key share;
    insert into brigade.pages as t (import_id, kind, list, page, job, announced, keys, is_last, link)
    select import, x.kind, x.list, x.page, x.job, x.announced,
           (select coalesce(array_agg(k), '{}') from jsonb_array_elements_text(x.keys) k), x.is_last, x.link
    from jsonb_to_recordset(rows) as x(kind text, list text, page integer, job text, announced bigint, keys jsonb,
        is_last boolean, link text)
    order by x.kind, x.list, x.page
    on conflict (import_id, kind, list, page) do update
    set job = excluded.job, announced = excluded.announced, keys = excluded.keys, is_last = excluded.is_last,
        link = excluded.link, read_at = excluded.read_at;
$$;
comment on function brigade.put_pages(bigint, jsonb) is
$$Writes down what pages of lists showed: [{kind, list, page, job, announced, keys: [text], is_last, link}]; a page
that is read again takes the place of what it showed before$$;
