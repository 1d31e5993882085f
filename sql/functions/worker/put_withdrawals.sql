create or replace function brigade.put_withdrawals(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.withdrawals as t (server, thing, message)
    select x.server, x.thing, max(x.message)
    from jsonb_to_recordset(rows) as x(server text, thing text, message text)
    group by x.server, x.thing
    order by x.server, x.thing
    on conflict (server, thing) do update set message = excluded.message, seen_at = excluded.seen_at;
$$;
comment on function brigade.put_withdrawals(bigint, jsonb) is
$$Remembers what a server says that it no longer has for anybody: [{server, thing, message}]. It is no note of the run
that met it, because nothing of the run's source is left out.$$;
