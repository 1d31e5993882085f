create or replace function brigade.notices_seen(out waiting bigint, out given_up bigint, out sent bigint,
    out error text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) filter (where n.next_at is not null
               and (n.attempts > 0 or n.at > clock_timestamp() - interval '1 day')),
           count(*) filter (where n.next_at is null and n.sent_at is null),
           count(*) filter (where n.sent_at is not null),
           (array_agg(n.error order by n.at desc) filter (where n.error is not null))[1]
    from brigade.notices n;
$$;
comment on function brigade.notices_seen() is
$$How many notices of the last week wait to be sent to the webhook, were given up after ten attempts, or were sent, and
why the newest that failed did. `brigade doctor` says so.$$;
