create or replace function brigade.look_ahead(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into brigade.outlooks as o (run_id, requests, requests_left, is_sized)
    select i.id, coalesce((select sum(s.requests) from brigade.run_stages s where s.run_id = i.id), 0),
           coalesce((select sum(l.requests_left) from brigade.requests_left(look_ahead.run) l), 0),
           brigade.is_sized(look_ahead.run)
    from brigade.runs i
    where i.id = look_ahead.run and i.target is null
    on conflict (run_id) do update
    set requests = excluded.requests, requests_left = excluded.requests_left, is_sized = excluded.is_sized;
end $$;
comment on function brigade.look_ahead(bigint) is
$$Counts how many requests a run still needs, for brigade.progress, which subtracts what was sent since. brigade.finish
calls this after jobs that led to others, and when a stage opens. Of the rows that finish locks, it locks its own
last.$$;
