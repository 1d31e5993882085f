create or replace function brigade.end_notice(run bigint, message uuid, attempt integer, error text default null)
returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update brigade.notices n
    set error = end_notice.error,
        sent_at = case when end_notice.error is null then clock_timestamp() end,
        next_at = case when end_notice.error is not null then n.next_at end
    where n.run_id = end_notice.run and n.message = end_notice.message and n.attempts = end_notice.attempt
      and n.sent_at is null;
$$;
comment on function brigade.end_notice(bigint, uuid, integer, text) is
$$Writes down how an attempt to send a notice ended. error: why it failed; null: the receiver took it. An attempt that
another worker has begun since is left alone.$$;
